package io.atoll.chaos.check;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether, once everything was undone, all regions were ready and had each other's writes in time.
 */
public final class CaughtUp {
  public static final String NAME = "caught-up-within";

  private CaughtUp() {}

  /**
   * Judges how long the return took.
   *
   * @param took from the undoing of the last fault; empty if it was given up
   * @param waitingFor what was still missing when it was given up
   */
  public static Finding check(Optional<Duration> took, Duration within, List<String> waitingFor) {
    String bound = "bound %.1f s".formatted(within.toMillis() / 1e3);
    if (took.isEmpty()) {
      return new Finding(
          NAME, Verdict.FAIL, "not caught up (%s)".formatted(bound), Map.of(), waitingFor);
    }
    boolean inTime = took.get().compareTo(within) <= 0;
    return new Finding(
        NAME,
        inTime ? Verdict.PASS : Verdict.FAIL,
        "caught up after %.1f s (%s)".formatted(took.get().toMillis() / 1e3, bound),
        Map.of("catch-up-millis", took.get().toMillis()),
        List.of());
  }
}
