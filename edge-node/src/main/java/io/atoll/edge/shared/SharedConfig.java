package io.atoll.edge.shared;

import io.atoll.runtime.config.ConfigNode;
import java.time.Duration;

/**
 * What an edge shares of stored answers with its region. How much of it Redis keeps is Redis' own
 * bound, {@code maxmemory}.
 *
 * @param enabled whether it does
 * @param timeout how long Redis may take for an answer; then the edge does without
 * @param objectBytesMax of one answer's body; larger ones stay with the edge that has them
 * @param pendingBytesMax of bodies on their way to Redis; what is more is not shared
 */
public record SharedConfig(
    boolean enabled, Duration timeout, long objectBytesMax, long pendingBytesMax) {
  /** Redis is next door; what takes longer is no help against asking an upstream. */
  private static final Duration TIMEOUT_DEFAULT = Duration.ofMillis(100);

  private static final long OBJECT_BYTES_DEFAULT = 4L << 20;
  private static final long OBJECT_BYTES_MAX = 64L << 20;
  private static final long PENDING_BYTES_DEFAULT = 16L << 20;

  public static final SharedConfig DEFAULT =
      new SharedConfig(true, TIMEOUT_DEFAULT, OBJECT_BYTES_DEFAULT, PENDING_BYTES_DEFAULT);

  public static SharedConfig read(ConfigNode node) {
    return new SharedConfig(
        node.bool("enabled", true),
        node.duration("timeout", TIMEOUT_DEFAULT, Duration.ofMillis(1), Duration.ofSeconds(10)),
        node.size("object-bytes-max", OBJECT_BYTES_DEFAULT, 1 << 10, OBJECT_BYTES_MAX),
        node.size("pending-bytes-max", PENDING_BYTES_DEFAULT, 1 << 16, 1L << 32));
  }
}
