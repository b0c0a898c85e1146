/**
 * What every benchmark needs: {@link io.atoll.bench.JavaProcess} starts a contestant in a process
 * of its own, {@link io.atoll.bench.Usage} says what a process has taken, {@link
 * io.atoll.bench.Machine} describes where it ran, {@link io.atoll.bench.Table} prints what came
 * out.
 *
 * <p>A benchmark is a package beside these with a main class, a script beside {@code bench/run},
 * and a section in {@code bench/README.md}. It measures a <em>contestant</em> of ours and a named
 * <em>peer</em> in turn, several <em>rounds</em> in the same run, and reports ratios.
 */
@NullMarked
package io.atoll.bench;

import org.jspecify.annotations.NullMarked;
