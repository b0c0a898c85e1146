/**
 * Keeping a copy of another region's log. Pure: what to do is decided here, {@link
 * io.atoll.replication.mirror.kafka} does it.
 *
 * <p>A <em>link</em> pulls one <em>source</em> region's log into this region's <em>mirror</em> of
 * it, partition by partition, every operation once and in order. A {@link
 * io.atoll.replication.mirror.MirrorPosition} says how far a partition has come; {@link
 * io.atoll.replication.mirror.MirrorRules} compare it with what the source shows and give a {@link
 * io.atoll.replication.mirror.MirrorDecision}: go on, skip what is known, or halt the partition
 * with a {@link io.atoll.replication.mirror.MirrorDecision.Problem}. Nothing is ever skipped
 * silently, and nothing is taken of a new leader before other mirrors have been asked. {@link
 * io.atoll.replication.mirror.LinkProgress} is what a link tells of itself.
 */
@NullMarked
package io.atoll.replication.mirror;

import org.jspecify.annotations.NullMarked;
