package io.atoll.chaos.check;

import io.atoll.chaos.history.Attempt;
import io.atoll.chaos.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Whether every acknowledged write survived: for each, every edge of every region must in the end
 * hold its value or one that may supersede it. A 202 is an acknowledgement like any other.
 */
public final class LostWrites {
  public static final String NAME = "lost-acknowledged-writes";

  private LostWrites() {}

  /**
   * Judges every acknowledged write of a history by what was read in the end.
   *
   * @param lostMax how many may be lost; 0 unless the drill destroys a log
   * @param skew by how much the regions' clocks may differ
   */
  public static Finding check(
      History history, List<FinalRead> finals, long lostMax, Duration skew) {
    if (history.refused() > 0) {
      return Finding.invalid(
          NAME,
          "%d attempts did not fit in the history; lower the rates or the number of users"
              .formatted(history.refused()));
    }
    SortedMap<String, Register> registers = Register.of(history);
    registers.values().removeIf(register -> register.acknowledged().isEmpty());
    if (registers.isEmpty()) {
      return Finding.invalid(NAME, "no write was acknowledged, so none could be lost");
    }
    Map<String, List<FinalRead>> byKey =
        finals.stream().collect(Collectors.groupingBy(FinalRead::key));
    List<String> violations = new ArrayList<>();
    long acknowledged = 0;
    long lost = 0;
    long compared = 0;
    long unread = 0;
    for (var entry : registers.entrySet()) {
      Register register = entry.getValue();
      List<FinalRead> reads = byKey.getOrDefault(entry.getKey(), List.of());
      List<FinalRead> answered = reads.stream().filter(FinalRead::answered).toList();
      acknowledged += register.acknowledged().size();
      compared += answered.size();
      if (reads.isEmpty() || answered.size() < reads.size()) {
        unread++;
        violations.add(unreadable(entry.getKey(), reads));
      }
      for (Attempt write : register.acknowledged()) {
        List<FinalRead> wrong =
            answered.stream()
                .filter(read -> !register.mayBeFoundAfter(write, read.value(), read.etag(), skew))
                .toList();
        if (!wrong.isEmpty()) {
          lost++;
          violations.add(lostWrite(write, wrong));
        }
      }
    }
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("acknowledged-writes", acknowledged);
    numbers.put("keys-compared", registers.size());
    numbers.put("final-reads", compared);
    numbers.put("lost-writes", lost);
    numbers.put("unreadable-keys", unread);
    if (compared == 0) {
      return new Finding(
          NAME, Verdict.INVALID, "no key could be read in the end", numbers, violations);
    }
    boolean pass = lost <= lostMax && unread == 0;
    return new Finding(
        NAME,
        pass ? Verdict.PASS : Verdict.FAIL,
        "%d of %d acknowledged writes lost (at most %d allowed), %d keys unreadable"
            .formatted(lost, acknowledged, lostMax, unread),
        numbers,
        violations);
  }

  private static String unreadable(String key, List<FinalRead> reads) {
    return reads.stream()
        .filter(read -> !read.answered())
        .findFirst()
        .map(read -> "%s could not be read from %s: %s".formatted(key, read.edge(), read.error()))
        .orElse("%s was not read from any edge".formatted(key));
  }

  private static String lostWrite(Attempt write, List<FinalRead> wrong) {
    FinalRead first = wrong.getFirst();
    return "%s: '%s', acknowledged by %s with %d at %.3f s, is lost: %d edges disagree, %s of %s has %s"
        .formatted(
            write.key(),
            write.value(),
            write.region(),
            write.status(),
            write.endMicros() / 1e6,
            wrong.size(),
            first.edge(),
            first.region(),
            first.value() == null ? "nothing" : "'" + first.value() + "'");
  }
}
