/**
 * The platform on one machine: {@code atoll up} and {@code atoll down}, and the supervisor between
 * them.
 *
 * <p>A {@link io.atoll.cli.platform.Topology} names the regions and, by its {@link
 * io.atoll.cli.platform.AddressPlan}, every address. From it the {@link
 * io.atoll.cli.platform.Blueprint} makes one {@link io.atoll.cli.platform.NodeSpec} per process,
 * with its config file and its {@link io.atoll.cli.platform.JvmCommand command line}. The {@link
 * io.atoll.cli.platform.SupervisorMain supervisor}, a process that outlives {@code up}, has a
 * {@link io.atoll.cli.platform.Keeper} for each: it starts the process, restarts it when it dies,
 * and leaves it dead while a {@link io.atoll.cli.platform.Holds hold} says so. The supervisor also
 * carries all traffic between regions ({@code wan}) and relays DNS queries ({@code relay}).
 */
@NullMarked
package io.atoll.cli.platform;

import org.jspecify.annotations.NullMarked;
