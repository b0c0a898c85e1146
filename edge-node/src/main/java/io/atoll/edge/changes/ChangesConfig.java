package io.atoll.edge.changes;

import io.atoll.runtime.config.ConfigNode;
import java.time.Duration;

/**
 * What change feeds may take up.
 *
 * @param feedsMax at one time; each has a thread and a few MiB of what it reads ahead
 * @param heartbeat after which a feed that has nothing to tell says where it stands
 */
public record ChangesConfig(int feedsMax, Duration heartbeat) {
  private static final int FEEDS_DEFAULT = 16;
  private static final int FEEDS_MAX = 1_000;
  private static final Duration HEARTBEAT_DEFAULT = Duration.ofSeconds(10);

  /** What every key is by default. */
  public static final ChangesConfig DEFAULT = new ChangesConfig(FEEDS_DEFAULT, HEARTBEAT_DEFAULT);

  /** This, with feeds that are heard of before a silent connection is closed. */
  public ChangesConfig within(Duration idleMax) {
    Duration soon = idleMax.dividedBy(2);
    return heartbeat.compareTo(soon) <= 0 ? this : new ChangesConfig(feedsMax, soon);
  }

  /** Reads {@code feeds-max, heartbeat}. */
  public static ChangesConfig read(ConfigNode node) {
    return new ChangesConfig(
        node.integer("feeds-max", FEEDS_DEFAULT, 1, FEEDS_MAX),
        node.duration(
            "heartbeat", HEARTBEAT_DEFAULT, Duration.ofMillis(100), Duration.ofMinutes(1)));
  }
}
