package io.atoll.edge.upstream;

import io.atoll.runtime.config.ConfigNode;
import java.time.Duration;

/**
 * What the body of a request may take up on its way to an upstream. It costs no memory, however
 * much it is, but a connection to the upstream, however slow it is.
 *
 * @param bytesMax of all of it
 * @param stallMax in which the client sends nothing, though the upstream would take it
 * @param totalMax from the head of the request to the body's last byte
 */
public record BodyBounds(long bytesMax, Duration stallMax, Duration totalMax) {
  private static final long BYTES_DEFAULT = 100L << 20;
  private static final Duration STALL_DEFAULT = Duration.ofSeconds(10);

  /** For the largest body by default, at 170 KiB/s. */
  private static final Duration TOTAL_DEFAULT = Duration.ofMinutes(10);

  private static final Duration MIN = Duration.ofMillis(100);

  public static BodyBounds read(ConfigNode node) {
    return new BodyBounds(
        node.size("bytes-max", BYTES_DEFAULT, 0, 1L << 40),
        node.duration("stall-max", STALL_DEFAULT, MIN, Duration.ofMinutes(10)),
        node.duration("total-max", TOTAL_DEFAULT, MIN, Duration.ofDays(1)));
  }
}
