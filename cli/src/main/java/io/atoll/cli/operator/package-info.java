/**
 * The operator's commands: what the platform is doing, and having it do something else.
 *
 * <p>A command group ({@code region}, {@code node}, {@code namespace}, {@code replication}, {@code
 * wan}) is a class here, its commands are that class's methods. {@link
 * io.atoll.cli.operator.PlatformClient} asks any controller that answers, and the supervisor of a
 * platform on one machine. Starting quickly matters: nothing here starts Vert.x.
 */
@NullMarked
package io.atoll.cli.operator;

import org.jspecify.annotations.NullMarked;
