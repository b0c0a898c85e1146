/**
 * A small world in which time, luck and failure belong to the test.
 *
 * <p>A {@link io.atoll.testkit.simulation.Simulation} has one queue of events and runs them one by
 * one in virtual time; nothing in it is concurrent, so one seed always tells the same story. {@link
 * io.atoll.testkit.simulation.SimulatedProcess}es run in it, each with a {@link
 * io.atoll.testkit.simulation.SimulatedClock} that may be wrong, crash and start again, and talk
 * over a {@link io.atoll.testkit.simulation.Network} that loses, doubles, delays, reorders and
 * cuts. An <em>invariant</em> is checked after every event; what happened is the {@link
 * io.atoll.testkit.simulation.History}. Start with Simulation.
 */
@NullMarked
package io.atoll.testkit.simulation;

import org.jspecify.annotations.NullMarked;
