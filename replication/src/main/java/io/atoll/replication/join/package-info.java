/**
 * How a region that has no state of its own gets one: a new region, or one whose Kafka was lost.
 *
 * <p>Before it does anything else, a region asks its peers what they have; a {@link
 * io.atoll.replication.join.JoinDecision} says whether to be filled from one of them, to begin with
 * nothing, or to wait. To be <em>filled</em> is to take over a peer's state topic, and to note the
 * peer's watermark as where the own mirrors stand ({@link
 * io.atoll.replication.join.FilledPositions}); from there everything goes on as in a region that
 * was there all the time. {@link io.atoll.replication.join.Joining} does it.
 *
 * <p>A region whose log lost records ({@link io.atoll.replication.join.LogCheck}) <em>begins
 * anew</em>: it forgets everything ({@link io.atoll.replication.join.Reseed}), and is filled as
 * above; by itself only as {@link io.atoll.replication.join.HealDecision} allows.
 */
@NullMarked
package io.atoll.replication.join;

import org.jspecify.annotations.NullMarked;
