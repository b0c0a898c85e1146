package io.atoll.chaos.drill;

import io.atoll.chaos.target.Platform;
import io.atoll.chaos.target.Replicators;
import io.atoll.chaos.target.TargetException;
import io.atoll.core.position.Watermark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Waits for the platform to be whole again after the last fault was undone: first for the steady
 * state, then until every region has applied whatever any region had applied at that moment. The
 * load goes on meanwhile, so a lag of zero would be the wrong thing to wait for.
 */
final class Return {
  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * What came of it.
   *
   * @param took empty if it was given up
   * @param missing what was not so yet when it was given up
   */
  record Outcome(Optional<Duration> took, List<String> missing) {}

  private final Platform platform;
  private final SteadyState steadyState;
  private final Replicators replicators;
  private final DrillClock clock;

  Return(Platform platform, SteadyState steadyState, Replicators replicators, DrillClock clock) {
    this.platform = platform;
    this.steadyState = steadyState;
    this.replicators = replicators;
    this.clock = clock;
  }

  Outcome await(long sinceMicros, Duration within) throws InterruptedException {
    long deadline = sinceMicros + DrillClock.micros(within);
    Optional<SortedMap<Integer, Watermark>> target = Optional.empty();
    while (true) {
      List<String> missing;
      try {
        missing = steadyState.missing();
        if (missing.isEmpty()) {
          List<Replicators.Status> statuses = statuses();
          if (target.isEmpty()) {
            target = Optional.of(merged(statuses));
          }
          missing = behind(statuses, target.get());
        }
      } catch (TargetException e) {
        missing = List.of("" + e.getMessage());
      }
      long now = clock.micros();
      if (missing.isEmpty()) {
        return new Outcome(Optional.of(Duration.ofNanos((now - sinceMicros) * 1_000)), missing);
      }
      if (now > deadline) {
        return new Outcome(Optional.empty(), missing);
      }
      Thread.sleep(POLL);
    }
  }

  private List<Replicators.Status> statuses() throws TargetException, InterruptedException {
    List<Replicators.Status> statuses = new ArrayList<>();
    for (Platform.Region region : platform.regions()) {
      statuses.add(replicators.status(region));
    }
    return statuses;
  }

  private static SortedMap<Integer, Watermark> merged(List<Replicators.Status> statuses) {
    SortedMap<Integer, Watermark> merged = new TreeMap<>();
    statuses.forEach(status ->
        status
            .watermarks()
            .forEach(
                (partition, watermark) -> merged.merge(partition, watermark, Watermark::merge)));
    return merged;
  }

  private static List<String> behind(
      List<Replicators.Status> statuses, SortedMap<Integer, Watermark> target) {
    List<String> behind = new ArrayList<>();
    for (Replicators.Status status : statuses) {
      target.forEach((partition, watermark) -> {
        Watermark own = status.watermarks().getOrDefault(partition, Watermark.ZERO);
        if (!own.covers(watermark)) {
          behind.add(
              "%s has applied partition %d up to %s, not yet to %s"
                  .formatted(status.region(), partition, own, watermark));
        }
      });
    }
    return behind;
  }
}
