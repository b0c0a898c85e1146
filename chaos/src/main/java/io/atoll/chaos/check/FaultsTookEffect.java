package io.atoll.chaos.check;

import io.atoll.chaos.fault.FaultSpan;
import io.atoll.chaos.history.Attempt;
import io.atoll.chaos.history.History;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether there was anything to survive: every fault was seen in effect, and no lost region
 * answered a user while it was meant to be dead. A fault without effect shows nothing about the
 * platform, so it makes the drill invalid, not failed.
 */
public final class FaultsTookEffect {
  public static final String NAME = "faults-took-effect";

  private FaultsTookEffect() {}

  public static Finding check(History history, List<FaultSpan> faults) {
    if (faults.isEmpty()) {
      return Finding.invalid(NAME, "no fault was injected");
    }
    List<String> without = new ArrayList<>();
    for (FaultSpan span : faults) {
      if (span.seenMicros().isEmpty()) {
        without.add("'%s' was asked for but never seen in effect".formatted(span.fault()));
        continue;
      }
      long seen = span.seenMicros().getAsLong();
      history.attempts().stream()
          .filter(Attempt::ok)
          .filter(attempt -> answeredByLost(attempt, span))
          .filter(attempt -> attempt.startMicros() > seen)
          .filter(attempt -> attempt.endMicros() < span.undoneMicros())
          .findFirst()
          .ifPresent(attempt ->
              without.add(
                  "%s answered user %d at %.3f s, though '%s' was in effect"
                      .formatted(
                          attempt.region(),
                          attempt.user(),
                          attempt.endMicros() / 1e6,
                          span.fault())));
    }
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("faults", faults.size());
    numbers.put("faults-without-effect", without.size());
    return new Finding(
        NAME,
        without.isEmpty() ? Verdict.PASS : Verdict.INVALID,
        without.isEmpty()
            ? "%d faults seen in effect".formatted(faults.size())
            : "%d of %d faults had no effect".formatted(without.size(), faults.size()),
        numbers,
        without);
  }

  private static boolean answeredByLost(Attempt attempt, FaultSpan span) {
    return attempt.region() != null && span.fault().lostRegions().contains(attempt.region());
  }
}
