package io.atoll.edge;

import io.atoll.runtime.config.ConfigNode;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How an edge keeps what clients have seen.
 *
 * @param keys the file of keys that all regions share, see {@link
 *     io.atoll.edge.session.SessionKeys#parse}
 * @param patience how long a request waits for this region to reach what its client has seen
 */
public record SessionConfig(Path keys, Duration patience) {
  private static final Duration WAIT_DEFAULT = Duration.ofSeconds(1);
  private static final Duration WAIT_MAX = Duration.ofSeconds(30);

  /** Reads {@code keys, wait}. */
  static SessionConfig read(ConfigNode node) {
    return new SessionConfig(
        node.path("keys"), node.duration("wait", WAIT_DEFAULT, Duration.ofMillis(1), WAIT_MAX));
  }
}
