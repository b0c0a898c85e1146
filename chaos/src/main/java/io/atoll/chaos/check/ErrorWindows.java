package io.atoll.chaos.check;

import io.atoll.chaos.fault.FaultSpan;
import io.atoll.chaos.history.Attempt;
import io.atoll.chaos.history.History;
import io.atoll.core.region.RegionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How long any user saw nothing but errors who should have seen none: from the first fault on,
 * users of other regions, and users of a lost region from their recovery on, which includes its
 * return. A window opens when the first attempt of a run of failures began and closes at the next
 * success.
 */
public final class ErrorWindows {
  public static final String NAME = "others-error-window";

  private ErrorWindows() {}

  public static Finding check(History history, List<FaultSpan> faults, Duration within) {
    long from = faults.stream().mapToLong(FaultSpan::injectedMicros).min().orElse(Long.MAX_VALUE);
    Map<Integer, List<Attempt>> users =
        history.attempts().stream()
            .filter(attempt -> attempt.endMicros() >= from)
            .sorted(Comparator.comparingLong(Attempt::endMicros))
            .collect(Collectors.groupingBy(Attempt::user, TreeMap::new, Collectors.toList()));
    List<String> violations = new ArrayList<>();
    long watched = 0;
    long bystanders = 0;
    long windows = 0;
    long longest = 0;
    for (var user : users.entrySet()) {
      RegionId place = user.getValue().getFirst().place();
      List<Attempt> attempts = withoutOwnLoss(user.getValue(), place, faults);
      watched += attempts.size();
      if (faults.stream().noneMatch(span -> span.fault().touchedRegions().contains(place))) {
        bystanders++;
      }
      for (Window window : windows(attempts)) {
        windows++;
        longest = Math.max(longest, window.micros());
        if (window.micros() > within.toNanos() / 1_000) {
          violations.add(
              "user %d near %s saw only errors for %.3f s from %.3f s on: %s"
                  .formatted(
                      user.getKey(),
                      place,
                      window.micros() / 1e6,
                      window.fromMicros() / 1e6,
                      window.error()));
        }
      }
    }
    if (watched == 0) {
      return Finding.invalid(NAME, "no user was left whom the fault should not have touched");
    }
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("users-elsewhere", bystanders);
    numbers.put("error-windows", windows);
    numbers.put("error-window-max-millis", longest / 1_000);
    return new Finding(
        NAME,
        violations.isEmpty() ? Verdict.PASS : Verdict.FAIL,
        "longest window of errors %.2f s (bound %.1f s), %d windows in all"
            .formatted(longest / 1e6, within.toMillis() / 1e3, windows),
        numbers,
        violations);
  }

  private record Window(long fromMicros, long untilMicros, String error) {
    long micros() {
      return untilMicros - fromMicros;
    }
  }

  /** Leaves out what happened between the loss of the user's own region and its recovery. */
  private static List<Attempt> withoutOwnLoss(
      List<Attempt> byEnd, RegionId place, List<FaultSpan> faults) {
    List<Attempt> left = new ArrayList<>(byEnd);
    for (FaultSpan span : faults) {
      if (span.fault().lostRegions().contains(place)) {
        OptionalLong recovered = Recovery.recoveredAt(byEnd, span);
        long until = recovered.orElse(span.undoneMicros());
        left.removeIf(attempt ->
            attempt.endMicros() >= span.injectedMicros()
                && (attempt.startMicros() < until && attempt.endMicros() <= until));
      }
    }
    return left;
  }

  private static List<Window> windows(List<Attempt> byEnd) {
    List<Window> windows = new ArrayList<>();
    Attempt first = null;
    long last = 0;
    for (Attempt attempt : byEnd) {
      last = attempt.endMicros();
      if (!attempt.ok() && first == null) {
        first = attempt;
      } else if (attempt.ok() && first != null) {
        windows.add(window(first, attempt.endMicros()));
        first = null;
      }
    }
    if (first != null) {
      windows.add(window(first, last));
    }
    return windows;
  }

  private static Window window(Attempt first, long untilMicros) {
    return new Window(first.startMicros(), untilMicros, String.valueOf(first.error()));
  }
}
