package io.atoll.chaos.check;

import io.atoll.chaos.fault.FaultSpan;
import io.atoll.chaos.history.Attempt;
import io.atoll.chaos.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How soon the users of a lost region were served again, by DNS alone: for each user that the
 * region had served, the time from the loss to its first success that began a streak of at least
 * {@link #LASTING} without an error.
 */
public final class Recovery {
  public static final String NAME = "recovery-within";

  /** How long a user must see no error to count as recovered. */
  static final Duration LASTING = Duration.ofSeconds(3);

  private static final long LASTING_MICROS = LASTING.toNanos() / 1_000;

  private Recovery() {}

  /** Judges the losses of whole regions among these faults. */
  public static Finding check(History history, List<FaultSpan> faults, Duration within) {
    List<FaultSpan> losses =
        faults.stream().filter(span -> !span.fault().lostRegions().isEmpty()).toList();
    if (losses.isEmpty()) {
      return Finding.invalid(NAME, "no region was lost, so no user had to recover");
    }
    List<Long> recoveries = new ArrayList<>();
    List<String> violations = new ArrayList<>();
    int never = 0;
    for (FaultSpan loss : losses) {
      SortedMap<Integer, List<Attempt>> affected = affected(history, loss);
      if (affected.isEmpty()) {
        return Finding.invalid(
            NAME, "no user was being served by the region when '%s' hit".formatted(loss.fault()));
      }
      for (var user : affected.entrySet()) {
        OptionalLong recovered = recoveredAt(user.getValue(), loss);
        if (recovered.isEmpty()) {
          never++;
          violations.add(
              "user %d did not recover in the %.1f s that '%s' lasted"
                  .formatted(
                      user.getKey(),
                      (loss.undoneMicros() - loss.injectedMicros()) / 1e6,
                      loss.fault()));
          continue;
        }
        long took = recovered.getAsLong() - loss.injectedMicros();
        recoveries.add(took);
        if (took > within.toNanos() / 1_000) {
          violations.add(
              "user %d was served again only %.3f s after '%s'"
                  .formatted(user.getKey(), took / 1e6, loss.fault()));
        }
      }
    }
    recoveries.sort(Comparator.naturalOrder());
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("users-affected", recoveries.size() + never);
    numbers.put("users-not-recovered", never);
    if (!recoveries.isEmpty()) {
      numbers.put("recovery-p50-millis", recoveries.get(recoveries.size() / 2) / 1_000);
      numbers.put("recovery-max-millis", recoveries.getLast() / 1_000);
    }
    return new Finding(
        NAME,
        violations.isEmpty() ? Verdict.PASS : Verdict.FAIL,
        summary(recoveries, never, within),
        numbers,
        violations);
  }

  private static String summary(List<Long> recoveries, int never, Duration within) {
    String bound = "bound %.1f s".formatted(within.toMillis() / 1e3);
    if (recoveries.isEmpty()) {
      return "none of %d users recovered (%s)".formatted(never, bound);
    }
    return "%d users served again after %.2f s at most, p50 %.2f s (%s); %d not at all"
        .formatted(
            recoveries.size(),
            recoveries.getLast() / 1e6,
            recoveries.get(recoveries.size() / 2) / 1e6,
            bound,
            never);
  }

  /** The users near the lost region which it was serving, each with its attempts by their end. */
  static SortedMap<Integer, List<Attempt>> affected(History history, FaultSpan loss) {
    SortedMap<Integer, List<Attempt>> users =
        history.attempts().stream()
            .filter(attempt -> loss.fault().lostRegions().contains(attempt.place()))
            .sorted(Comparator.comparingLong(Attempt::endMicros))
            .collect(Collectors.groupingBy(Attempt::user, TreeMap::new, Collectors.toList()));
    users
        .values()
        .removeIf(attempts ->
            attempts.stream()
                .noneMatch(attempt ->
                    attempt.ok()
                        && attempt.endMicros() <= loss.injectedMicros()
                        && attempt.place().equals(attempt.region())));
    return users;
  }

  /** When one user's first lasting streak of successes began; before the loss was undone. */
  static OptionalLong recoveredAt(List<Attempt> byEnd, FaultSpan loss) {
    Optional<Attempt> streak = Optional.empty();
    for (Attempt attempt : byEnd) {
      if (attempt.endMicros() < loss.injectedMicros()) {
        continue;
      }
      boolean lasting =
          streak.isPresent() && attempt.endMicros() - streak.get().endMicros() >= LASTING_MICROS;
      if (lasting || attempt.endMicros() > loss.undoneMicros()) {
        break;
      }
      if (!attempt.ok()) {
        streak = Optional.empty();
      } else if (streak.isEmpty() && attempt.startMicros() >= loss.injectedMicros()) {
        streak = Optional.of(attempt);
      }
    }
    return streak.stream().mapToLong(Attempt::endMicros).findFirst();
  }
}
