/**
 * The {@code atoll drill} commands.
 *
 * <p>{@link io.atoll.cli.drill.DrillCommand} lists and checks drill files, {@link
 * io.atoll.cli.drill.DrillRunCommand} runs one against the platform and ends with what its verdict
 * maps to.
 */
@NullMarked
package io.atoll.cli.drill;

import org.jspecify.annotations.NullMarked;
