package io.atoll.edge.upstream;

import io.atoll.runtime.config.ConfigNode;
import io.atoll.runtime.net.HostPort;
import java.time.Duration;
import java.util.List;

/**
 * Servers of a customer that serve the same thing.
 *
 * @param name by which routes name it
 * @param targets tried in turn
 * @param connectionsMax to each of them from this edge
 * @param connectMax how long a connection may take to open
 * @param tryMax how long one of them may be silent before another is tried, or the answer given up
 * @param totalMax from the first try to the head of the answer
 */
public record PoolConfig(
    String name,
    List<HostPort> targets,
    int connectionsMax,
    Duration connectMax,
    Duration tryMax,
    Duration totalMax) {
  private static final int CONNECTIONS_DEFAULT = 256;
  private static final Duration CONNECT_DEFAULT = Duration.ofSeconds(1);
  private static final Duration TRY_DEFAULT = Duration.ofSeconds(15);
  private static final Duration TOTAL_DEFAULT = Duration.ofSeconds(30);
  private static final Duration MIN = Duration.ofMillis(10);
  private static final Duration MAX = Duration.ofMinutes(10);

  public PoolConfig {
    targets = List.copyOf(targets);
  }

  public static PoolConfig read(ConfigNode node) {
    List<HostPort> targets = node.values("targets", HostPort::parse);
    if (targets.isEmpty()) {
      node.problem("targets", "is empty; name at least one host:port");
    }
    return new PoolConfig(
        node.requiredString("name"),
        targets,
        node.integer("connections-max", CONNECTIONS_DEFAULT, 1, 65_536),
        node.duration("connect-max", CONNECT_DEFAULT, MIN, MAX),
        node.duration("try-max", TRY_DEFAULT, MIN, MAX),
        node.duration("total-max", TOTAL_DEFAULT, MIN, MAX));
  }
}
