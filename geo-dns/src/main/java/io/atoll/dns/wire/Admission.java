package io.atoll.dns.wire;

import io.atoll.dns.geo.Network;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which TCP connections may be open: so many in all, encrypted ones too, and so many of one client,
 * so that no single one keeps out all others. As many numbers are kept as connections at most.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Of listeners to what will have closed.
final class Admission {
  /** All of it may be one host's (RFC 4291 section 2.5.4). */
  private static final int CLIENT_LENGTH_IPV6 = 64;

  private final WireLimits limits;
  private final WireMeters meters;
  private final Map<Network, Integer> open = new ConcurrentHashMap<>();

  Admission(WireLimits limits, WireMeters meters) {
    this.limits = limits;
    this.meters = meters;
  }

  /** Whether a new connection may stay; it is counted until it is closed then. */
  boolean admits(Channel connection) {
    if (!(connection.remoteAddress() instanceof InetSocketAddress from)) {
      // It has gone already.
      return false;
    }
    if (meters.connections().incrementAndGet() > limits.tcpConnections()) {
      meters.connections().decrementAndGet();
      meters.connectionRefused();
      return false;
    }
    Network client = client(from.getAddress());
    if (open.merge(client, 1, Integer::sum) > limits.tcpConnectionsPerClient()) {
      leave(client);
      meters.connectionOfClientRefused();
      return false;
    }
    connection.closeFuture().addListener(_ -> leave(client));
    return true;
  }

  private static Network client(InetAddress address) {
    Network host = Network.of(address);
    return switch (host.family()) {
      case IPV4 -> host;
      case IPV6 -> host.widen(CLIENT_LENGTH_IPV6);
    };
  }

  private void leave(Network client) {
    open.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
    meters.connections().decrementAndGet();
  }
}
