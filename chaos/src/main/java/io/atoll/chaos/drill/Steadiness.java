package io.atoll.chaos.drill;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether one user is served as it should be while nothing is broken: without errors, and soon. A
 * platform that answers late, as while its processes still compile, has nothing left to take over
 * the users of a region that is lost. Safe for use by many threads.
 */
final class Steadiness {
  /** The newest thing that was not as it should be. */
  private record Trouble(long micros, String what) {}

  private final Duration latencyMax;
  private final Map<Attempt, Boolean> underWay = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Trouble> last = new AtomicReference<>();
  private volatile boolean served;

  /**
   * @param latencyMax of an answer
   */
  Steadiness(Duration latencyMax) {
    this.latencyMax = latencyMax;
  }

  /** An attempt that is under way. Two that began at one time are two. */
  final class Attempt {
    private final long begunMicros;

    private Attempt(long begunMicros) {
      this.begunMicros = begunMicros;
      underWay.put(this, true);
    }

    void served(long micros) {
      if (isLate(begunMicros, micros)) {
        end(micros, "an answer took %d ms".formatted((micros - begunMicros) / 1_000));
      } else {
        end(micros, null);
      }
      served = true;
    }

    void failed(long micros, String error) {
      end(micros, error);
    }

    private void end(long micros, @Nullable String trouble) {
      if (trouble != null) {
        last.accumulateAndGet(
            new Trouble(micros, trouble),
            (known, newer) ->
                known == null || (newer != null && newer.micros > known.micros) ? newer : known);
      }
      underWay.remove(this);
    }
  }

  Attempt begin(long micros) {
    return new Attempt(micros);
  }

  private boolean isLate(long begunMicros, long nowMicros) {
    return nowMicros - begunMicros > DrillClock.micros(latencyMax);
  }

  /** What was not as it should be since then; empty: nothing. */
  Optional<String> troubleSince(long micros, long nowMicros) {
    if (underWay.keySet().stream().anyMatch(attempt -> isLate(attempt.begunMicros, nowMicros))) {
      return Optional.of(
          "it waits for an answer for more than %d ms".formatted(latencyMax.toMillis()));
    }
    Trouble trouble = last.get();
    if (trouble != null && trouble.micros >= micros) {
      return Optional.of(trouble.what);
    }
    return served ? Optional.empty() : Optional.of("it has had no answer yet");
  }
}
