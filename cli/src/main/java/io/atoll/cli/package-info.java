/**
 * The {@code atoll} command.
 *
 * <p>{@link io.atoll.cli.Main} holds the list of commands and turns their outcomes into {@link
 * io.atoll.cli.ExitCode exit codes}; a command that can't do what it was asked throws a {@link
 * io.atoll.cli.Failure}. {@link io.atoll.cli.DataDir} says which platform a command talks to,
 * {@link io.atoll.cli.PlatformFile} where that platform's processes are, {@link io.atoll.cli.Api}
 * calls them, and {@link io.atoll.cli.Output} prints what they said. The platform on one machine is
 * in {@code platform}.
 */
@NullMarked
package io.atoll.cli;

import org.jspecify.annotations.NullMarked;
