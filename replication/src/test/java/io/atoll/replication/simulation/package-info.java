/**
 * The whole write path in one deterministic world: several regions, each with edges, a Kafka, links
 * and an applier, over a network that loses, doubles and reorders, with crashes, cuts and wrong
 * clocks.
 *
 * <p>What decides is the real code: {@link io.atoll.replication.cell.Cell#apply}, {@link
 * io.atoll.replication.mirror.MirrorRules}, {@link io.atoll.core.time.HybridClock}. What moves is
 * simulated: {@link io.atoll.replication.simulation.SimulatedBroker} on its {@link
 * io.atoll.replication.simulation.Disk}, {@link io.atoll.replication.simulation.SimulatedEdge},
 * {@link io.atoll.replication.simulation.SimulatedLink}, {@link
 * io.atoll.replication.simulation.SimulatedApplier}. {@link
 * io.atoll.replication.simulation.Nemesis} breaks things, {@link
 * io.atoll.replication.simulation.Invariants} says what must hold all the same. Start with {@link
 * io.atoll.replication.simulation.World}. Every kind of data, with sessions and far more histories,
 * but without messages, is simulated in the package below.
 */
@NullMarked
package io.atoll.replication.simulation;

import org.jspecify.annotations.NullMarked;
