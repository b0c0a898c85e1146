package io.atoll.core.time;

/** The time of day as this machine believes it: may be wrong, and may jump in both directions. */
@FunctionalInterface
public interface WallClock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  long millis();
}
