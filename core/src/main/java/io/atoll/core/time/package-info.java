/**
 * Time, in three kinds that are never mixed.
 *
 * <p>{@link io.atoll.core.time.WallClock} says what people call the time and may jump; {@link
 * io.atoll.core.time.MonotonicClock} measures durations and never goes back; {@link
 * io.atoll.core.time.HybridTimestamp} orders writes across regions, handed out by a {@link
 * io.atoll.core.time.HybridClock}. All arrive by constructor, so that a simulation can own them.
 */
@NullMarked
package io.atoll.core.time;

import org.jspecify.annotations.NullMarked;
