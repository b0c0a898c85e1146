package io.atoll.edge.proxy;

import io.atoll.runtime.config.ConfigNode;
import java.time.Duration;

/**
 * Bounds of what connections that became WebSockets may take up.
 *
 * @param connectionsMax joined at one time by this edge, those whose handshake is under way
 *     included
 * @param idleMax without a byte either way
 */
public record WebSocketConfig(int connectionsMax, Duration idleMax) {
  /** Each is one of the client's connections and one to an upstream. */
  private static final int CONNECTIONS_DEFAULT = 5_000;

  /** Longer than the minute after which most programs send a ping. */
  private static final Duration IDLE_DEFAULT = Duration.ofMinutes(5);

  public static final WebSocketConfig DEFAULT =
      new WebSocketConfig(CONNECTIONS_DEFAULT, IDLE_DEFAULT);

  static WebSocketConfig read(ConfigNode node) {
    return new WebSocketConfig(
        node.integer("connections-max", CONNECTIONS_DEFAULT, 1, 60_000),
        node.duration("idle-max", IDLE_DEFAULT, Duration.ofSeconds(1), Duration.ofDays(1)));
  }
}
