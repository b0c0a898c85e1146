/**
 * Randomness that can be had again.
 *
 * <p>A <em>seed</em> is a number from which everything random in a test follows; {@link
 * io.atoll.testkit.random.RandomStreams} gives each part of a test its own stream of it; {@link
 * io.atoll.testkit.random.Seeds} says which seeds a test runs, and honours {@code -Datoll.seed=N},
 * which runs that one alone.
 */
@NullMarked
package io.atoll.testkit.random;

import org.jspecify.annotations.NullMarked;
