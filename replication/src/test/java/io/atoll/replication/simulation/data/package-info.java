/**
 * Many short histories of every kind of data: thousands a minute, so that rare orders of events are
 * met.
 *
 * <p>What decides is the real code: {@link io.atoll.replication.apply.Step}, {@link
 * io.atoll.replication.cell.Cell}, {@link io.atoll.replication.mirror.MirrorRules}, {@link
 * io.atoll.core.time.HybridClock}. A {@link io.atoll.replication.simulation.data.World} has {@link
 * io.atoll.replication.simulation.data.Region}s with disks, {@link
 * io.atoll.replication.simulation.data.Redis}, {@link
 * io.atoll.replication.simulation.data.Applier}s, {@link
 * io.atoll.replication.simulation.data.Link}s and {@link
 * io.atoll.replication.simulation.data.Edge}s, {@link io.atoll.replication.simulation.data.Client}s
 * with session tokens, and {@link io.atoll.replication.simulation.data.Fault}s. {@link
 * io.atoll.replication.simulation.data.Checks} and {@link
 * io.atoll.replication.simulation.data.Rest} compare what is read with what the logs say by the
 * plain {@link io.atoll.replication.simulation.data.Reference}; what must hold is an {@link
 * io.atoll.replication.simulation.data.Invariant}. The protocol below, message by message, is
 * simulated in the package above. Start with World.
 */
@NullMarked
package io.atoll.replication.simulation.data;

import org.jspecify.annotations.NullMarked;
