/**
 * What a write through an edge costs, beside the same write sent straight to the same Kafka by a
 * plain producer and to the same Redis.
 *
 * <p>{@link io.atoll.bench.writes.WritesBench} is where to start. A <em>path</em> is a way for a
 * write to go; a number of <em>lanes</em>, each with one write under way, drive it: first as fast
 * as they can, then at a fixed pace, where a write's time counts from when it was due.
 */
@NullMarked
package io.atoll.bench.writes;

import org.jspecify.annotations.NullMarked;
