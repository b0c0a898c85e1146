/**
 * The name server for everybody on this machine: {@link io.atoll.cli.platform.relay.UdpRelay} and
 * {@link io.atoll.cli.platform.relay.TcpRelay} pass queries to a region's name server, and to the
 * next region's when that doesn't answer, as a resolver would.
 */
@NullMarked
package io.atoll.cli.platform.relay;

import org.jspecify.annotations.NullMarked;
