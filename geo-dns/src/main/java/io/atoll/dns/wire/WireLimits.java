package io.atoll.dns.wire;

import io.atoll.runtime.config.ConfigNode;
import java.time.Duration;

/**
 * The bounds of the sockets.
 *
 * @param udpPayload the most bytes sent in a datagram
 * @param tcpConnections how many TCP connections may be open at once; more are closed on arrival
 * @param tcpConnectionsPerClient how many of them one client may have, which is an IPv4 address or
 *     a /64 of IPv6
 * @param tcpIdle how long a TCP connection may go without a whole query before it is closed
 * @param threads event loops, each with a UDP socket of its own where the kernel can share a port
 */
public record WireLimits(
    int udpPayload,
    int tcpConnections,
    int tcpConnectionsPerClient,
    Duration tcpIdle,
    int threads) {
  /** The largest datagram that is never cut into fragments (DNS flag day 2020). */
  public static final int UDP_PAYLOAD_DEFAULT = 1232;

  public static final int TCP_CONNECTIONS_DEFAULT = 256;

  /** An eighth of all; a resolver pipelines over a few (RFC 7766 section 6.2.2). */
  public static final int TCP_CONNECTIONS_PER_CLIENT_DEFAULT = 32;

  /** RFC 7766 section 6.2.3 asks for seconds, not minutes. */
  public static final Duration TCP_IDLE_DEFAULT = Duration.ofSeconds(10);

  public static final int THREADS_DEFAULT = 2;

  public static final WireLimits DEFAULT =
      new WireLimits(
          UDP_PAYLOAD_DEFAULT,
          TCP_CONNECTIONS_DEFAULT,
          TCP_CONNECTIONS_PER_CLIENT_DEFAULT,
          TCP_IDLE_DEFAULT,
          THREADS_DEFAULT);

  /** Beyond it, more sockets only divide the same work. */
  private static final int THREADS_MAX = 64;

  /** Reads {@code limits:}. */
  public static WireLimits read(ConfigNode node) {
    return new WireLimits(
        node.integer("udp-payload", UDP_PAYLOAD_DEFAULT, ReplyWriter.PLAIN_PAYLOAD, 4096),
        node.integer("tcp-connections", TCP_CONNECTIONS_DEFAULT, 1, 65_536),
        node.integer("tcp-connections-per-client", TCP_CONNECTIONS_PER_CLIENT_DEFAULT, 1, 65_536),
        node.duration("tcp-idle", TCP_IDLE_DEFAULT, Duration.ofMillis(100), Duration.ofMinutes(5)),
        node.integer("threads", THREADS_DEFAULT, 1, THREADS_MAX));
  }
}
