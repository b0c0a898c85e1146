/**
 * A drill from its file to its verdict.
 *
 * <p>A {@link io.atoll.chaos.drill.Drill} is what the file says: the {@link
 * io.atoll.chaos.drill.Load} of simulated users, the schedule of {@link io.atoll.chaos.drill.Step}s
 * that break things, and the {@link io.atoll.chaos.drill.Expectations}. The {@link
 * io.atoll.chaos.drill.DrillRunner} carries it out: it checks the {@link
 * io.atoll.chaos.drill.SteadyState}, lets {@link io.atoll.chaos.drill.Users} loose, keeps {@link
 * io.atoll.chaos.drill.Injections} alive and takes them back, waits for the {@link
 * io.atoll.chaos.drill.Return}, reads everything once more ({@link
 * io.atoll.chaos.drill.Inspection}), and has it judged. Start with DrillRunner.
 */
@NullMarked
package io.atoll.chaos.drill;

import org.jspecify.annotations.NullMarked;
