package io.atoll.chaos.drill;

import io.atoll.chaos.target.Subnet;
import io.atoll.core.operation.Namespace;
import io.atoll.core.region.RegionId;
import io.atoll.runtime.config.ConfigNode;
import java.time.Duration;
import java.util.List;

/**
 * What the simulated users do.
 *
 * @param service the name they resolve
 * @param port where edges serve them; DNS names addresses only
 * @param namespace of their keys; must be of registers
 * @param groups users by the place they are at
 * @param writesPerSecond of each user
 * @param readsPerSecond of each user
 * @param keysPerUser keys that one user alone writes, so that it can be decided whether a write was
 *     lost
 * @param contendedKeys keys that everybody writes
 * @param valueSize in bytes
 * @param attemptTimeout after which a user gives up on one request
 * @param steadyLatency what an answer may take before anything is broken; a platform that is slower
 *     is not steady
 * @param coolDown how long the load goes on after the return, to see users come home
 */
public record Load(
    String service,
    int port,
    String namespace,
    List<Group> groups,
    int writesPerSecond,
    int readsPerSecond,
    int keysPerUser,
    int contendedKeys,
    int valueSize,
    Duration attemptTimeout,
    Duration steadyLatency,
    Duration coolDown) {
  /** Each user takes a few threads' worth of memory here; more need more machines. */
  private static final int USERS_MAX = 200;

  private static final int RATE_MAX = 100;
  private static final int KEYS_MAX = 100;
  private static final int PORT_MAX = 65_535;
  private static final long VALUE_BYTES_MIN = 32;
  private static final long VALUE_BYTES_MAX = 1 << 20;

  /**
   * Users at one place.
   *
   * @param near the region that DNS is to send them to
   */
  public record Group(RegionId near, Subnet subnet, int users) {
    static Group read(ConfigNode node) {
      return new Group(
          node.parse("near", RegionId::of),
          node.parse("subnet", Subnet::parse),
          node.integer("count", 6, 1, USERS_MAX));
    }
  }

  public Load {
    groups = List.copyOf(groups);
  }

  static Load read(ConfigNode node) {
    String service = node.string("service", "www.atoll.test");
    int port = node.integer("port", 8080, 1, PORT_MAX);
    String namespace = node.parse("namespace", Load::namespace, "profiles");
    List<Group> groups = node.list("users", Group::read);
    int writes = node.integer("writes-per-second", 2, 1, RATE_MAX);
    int reads = node.integer("reads-per-second", 2, 1, RATE_MAX);
    int keys = node.integer("keys-per-user", 4, 1, KEYS_MAX);
    int contended = node.integer("contended-keys", 4, 0, KEYS_MAX);
    int size = (int) node.size("value-size", 128, VALUE_BYTES_MIN, VALUE_BYTES_MAX);
    Duration timeout =
        node.duration(
            "attempt-timeout",
            Duration.ofSeconds(3),
            Duration.ofMillis(100),
            Duration.ofSeconds(30));
    Duration steady =
        node.duration(
            "steady-latency",
            Duration.ofMillis(500),
            Duration.ofMillis(10),
            Duration.ofSeconds(30));
    Duration coolDown =
        node.duration(
            "cool-down", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(5));
    if (groups.isEmpty()) {
      node.problem("users", "names no users; list at least {near: REGION, subnet: NETWORK}");
    }
    return new Load(
        service, port, namespace, groups, writes, reads, keys, contended, size, timeout, steady,
        coolDown);
  }

  private static String namespace(String text) {
    if (!Namespace.isName(text)) {
      throw new IllegalArgumentException(
          "'%s' is not a namespace: a-z, 0-9 and '-', starting with a letter".formatted(text));
    }
    return text;
  }

  public int users() {
    return groups.stream().mapToInt(Group::users).sum();
  }

  /** At most this many requests are begun in a second, retries aside. */
  public long operationsPerSecond() {
    return (long) users() * (writesPerSecond + readsPerSecond);
  }
}
