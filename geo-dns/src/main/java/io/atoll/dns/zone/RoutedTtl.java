package io.atoll.dns.zone;

import java.time.Duration;

/**
 * How long users may keep a routed answer, and so how long they may stay with a region that is
 * gone.
 *
 * @param changing while regions change, or may soon
 * @param quiet when nothing has changed for a while; not shorter
 */
public record RoutedTtl(Duration changing, Duration quiet) {
  public RoutedTtl {
    if (quiet.compareTo(changing) < 0) {
      throw new IllegalArgumentException(
          "quiet-ttl %s is shorter than ttl %s; make it longer, or leave it out"
              .formatted(quiet, changing));
    }
  }

  /** Always the same. */
  public static RoutedTtl of(Duration ttl) {
    return new RoutedTtl(ttl, ttl);
  }

  /** In seconds. */
  public long seconds(boolean isQuiet) {
    return (isQuiet ? quiet : changing).toSeconds();
  }
}
