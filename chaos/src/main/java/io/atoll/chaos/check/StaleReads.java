package io.atoll.chaos.check;

import io.atoll.chaos.history.Attempt;
import io.atoll.chaos.history.History;
import io.atoll.core.region.RegionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Whether a region ever answered with something older than a write that the same region had
 * acknowledged as visible before the read began, or with something nobody wrote. Reads of another
 * region than the write's may lag behind, and a 202 promises no visibility.
 */
public final class StaleReads {
  public static final String NAME = "stale-reads";

  private StaleReads() {}

  public static Finding check(History history, long staleMax, Duration skew) {
    SortedMap<String, Register> registers = Register.of(history);
    List<String> violations = new ArrayList<>();
    long judged = 0;
    long stale = 0;
    long foreign = 0;
    for (Attempt read : history.attempts()) {
      if (!read.answeredRead()) {
        continue;
      }
      Register register = registers.get(read.key());
      String value = read.value();
      if (value != null && (register == null || register.tries(value).isEmpty())) {
        foreign++;
        violations.add(
            "%s: %s answered '%s', which nobody wrote".formatted(read.key(), read.edge(), value));
        continue;
      }
      RegionId region = read.region();
      if (register == null || region == null) {
        continue;
      }
      List<Attempt> before =
          register.acknowledged().stream()
              .filter(write -> write.visibleWrite() && region.equals(write.region()))
              .filter(write -> write.endMicros() < read.startMicros())
              .toList();
      if (before.isEmpty()) {
        continue;
      }
      judged++;
      for (Attempt write : before.reversed()) {
        if (!register.mayBeFoundAfter(write, value, read.etag(), skew)) {
          stale++;
          violations.add(staleRead(read, write));
          break;
        }
      }
    }
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("reads-judged", judged);
    numbers.put("stale", stale);
    numbers.put("foreign-values", foreign);
    if (stale > staleMax || foreign > 0) {
      return new Finding(
          NAME,
          Verdict.FAIL,
          "%d of %d reads stale (at most %d allowed), %d values nobody wrote"
              .formatted(stale, judged, staleMax, foreign),
          numbers,
          violations);
    }
    if (judged == 0) {
      return Finding.invalid(NAME, "no read came after a visible write of its key and region");
    }
    return new Finding(
        NAME,
        Verdict.PASS,
        "%d of %d reads stale (at most %d allowed)".formatted(stale, judged, staleMax),
        numbers,
        violations);
  }

  private static String staleRead(Attempt read, Attempt write) {
    return "%s: %s of %s answered %s to a read begun at %.3f s, after it had acknowledged '%s' at %.3f s"
        .formatted(
            read.key(),
            read.edge(),
            read.region(),
            read.value() == null ? "nothing" : "'" + read.value() + "'",
            read.startMicros() / 1e6,
            write.value(),
            write.endMicros() / 1e6);
  }
}
