package io.atoll.dns.guard;

import io.atoll.core.time.WallClock;

/** Makes the guards of each thread, all with the secrets of now. */
public final class Guard {
  private final GuardConfig config;
  private final WallClock clock;
  private volatile CookieSecrets secrets;

  /**
   * @throws IllegalArgumentException if the file with the secrets can't be used
   */
  public Guard(GuardConfig config, WallClock clock) {
    this.config = config;
    this.clock = clock;
    this.secrets = config.secrets();
  }

  /** Reads the secrets anew. */
  public void reload() {
    secrets = config.secrets();
  }

  public Cookies cookies() {
    return new Cookies(() -> secrets, clock);
  }

  /** The share of one of so many threads, among which the kernel deals out the senders. */
  public RateLimit rateLimit(int threads) {
    return new RateLimit(
        config.answersPerSecond() == 0 ? 0 : Math.max(1, config.answersPerSecond() / threads));
  }
}
