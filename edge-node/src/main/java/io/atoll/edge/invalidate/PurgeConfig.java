package io.atoll.edge.invalidate;

import io.atoll.runtime.config.ConfigNode;
import java.time.Duration;

/**
 * What purging may take up, and how long an edge goes without hearing of purges.
 *
 * @param perSecondMax purges an edge takes, and as many at once
 * @param waitingMax requests that wait for regions at one time; further ones are answered at once
 * @param unheardMax how long an edge that hears of no purges serves what it has in memory; then it
 *     asks upstreams about everything
 */
public record PurgeConfig(int perSecondMax, int waitingMax, Duration unheardMax) {
  private static final int PER_SECOND_DEFAULT = 50;
  private static final int WAITING_DEFAULT = 256;

  /** Longer than a Redis takes to start again, so that its death alone costs upstreams nothing. */
  private static final Duration UNHEARD_DEFAULT = Duration.ofSeconds(10);

  public static final PurgeConfig DEFAULT =
      new PurgeConfig(PER_SECOND_DEFAULT, WAITING_DEFAULT, UNHEARD_DEFAULT);

  public static PurgeConfig read(ConfigNode node) {
    return new PurgeConfig(
        node.integer("per-second-max", PER_SECOND_DEFAULT, 1, 10_000),
        node.integer("waiting-max", WAITING_DEFAULT, 0, 10_000),
        node.duration("unheard-max", UNHEARD_DEFAULT, Duration.ZERO, Duration.ofHours(1)));
  }
}
