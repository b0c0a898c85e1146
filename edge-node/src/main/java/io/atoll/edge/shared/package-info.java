/**
 * What the edges of a region share of stored answers, in the region's Redis: what one has stored,
 * the others find, and of many that miss one asks.
 *
 * <p>A {@link io.atoll.edge.shared.RegionStore} is asked for its <em>turn</em> ({@link
 * io.atoll.edge.shared.Turn}) by an edge that misses an answer: the answer is there, or another
 * edge asks for it, or this one is to. Then it holds a lease, a {@link io.atoll.edge.shared.Fill},
 * which ends with what becomes of the answer, or by time. An answer that takes its time is brought
 * to Redis while it comes, by an {@link io.atoll.edge.shared.Announcement}, and read along by other
 * edges' {@link io.atoll.edge.shared.Follower}s. {@link io.atoll.edge.shared.Stored} is an answer
 * as it is found, and {@link io.atoll.edge.shared.RedisStore} the store. Every value has a time to
 * live, so that Redis may evict it, which it never may of the view.
 */
@NullMarked
package io.atoll.edge.shared;

import org.jspecify.annotations.NullMarked;
