package io.atoll.edge.changes;

import io.atoll.runtime.config.ConfigNode;
import java.time.Duration;

/**
 * What change feeds may take up.
 *
 * @param feedsMax at one time; each has a thread and a few MiB of what it reads ahead
 * @param heartbeat after which a feed that has nothing to tell says where it stands
 * @param stallMax after which a client that takes nothing is gone, or may as well be
 */
public record ChangesConfig(int feedsMax, Duration heartbeat, Duration stallMax) {
  private static final int FEEDS_DEFAULT = 16;
  private static final int FEEDS_MAX = 1_000;
  private static final Duration HEARTBEAT_DEFAULT = Duration.ofSeconds(10);
  private static final Duration STALL_DEFAULT = Duration.ofSeconds(30);

  /** What every key is by default. */
  public static final ChangesConfig DEFAULT =
      new ChangesConfig(FEEDS_DEFAULT, HEARTBEAT_DEFAULT, STALL_DEFAULT);

  /** This, with feeds that are heard of before a silent connection is closed. */
  public ChangesConfig within(Duration idleMax) {
    Duration soon = idleMax.dividedBy(2);
    return heartbeat.compareTo(soon) <= 0 ? this : new ChangesConfig(feedsMax, soon, stallMax);
  }

  /** Reads {@code feeds-max, heartbeat, stall-max}. */
  public static ChangesConfig read(ConfigNode node) {
    return new ChangesConfig(
        node.integer("feeds-max", FEEDS_DEFAULT, 1, FEEDS_MAX),
        node.duration(
            "heartbeat", HEARTBEAT_DEFAULT, Duration.ofMillis(100), Duration.ofMinutes(1)),
        node.duration("stall-max", STALL_DEFAULT, Duration.ofMillis(100), Duration.ofMinutes(10)));
  }
}
