/**
 * What the users of a drill did and what they saw.
 *
 * <p>An {@link io.atoll.chaos.history.Attempt} is one request of one user, with when it started and
 * ended and what came back; a retry is another attempt of the same value. Its {@link
 * io.atoll.chaos.history.Outcome} says what is known of its effect: a request that died on the way
 * may have been saved all the same. A {@link io.atoll.chaos.history.Mark} is a moment of the drill
 * itself. The {@link io.atoll.chaos.history.HistoryWriter} appends both to a file, and every check
 * is a function of what was read back from it. All times are microseconds since the drill began, by
 * one monotonic clock. Start with Attempt.
 */
@NullMarked
package io.atoll.chaos.history;

import org.jspecify.annotations.NullMarked;
