/**
 * What keeps a name server from being used against others, who are sent answers to questions that
 * they never asked.
 *
 * <p>{@link io.atoll.dns.guard.Cookies} tell clients whose address is their own (RFC 7873); whoever
 * shows none is bounded by a {@link io.atoll.dns.guard.RateLimit}: beyond it, every other answer is
 * replaced by one that says to ask over TCP, and the rest is dropped. A {@link
 * io.atoll.dns.guard.Budget} bounds whatever else costs much.
 */
@NullMarked
package io.atoll.dns.guard;

import org.jspecify.annotations.NullMarked;
