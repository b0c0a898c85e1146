package io.atoll.chaos.check;

import io.atoll.chaos.history.Attempt;
import io.atoll.chaos.history.History;
import io.atoll.core.position.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether every write became one operation: no position in a log stands for two values, and a value
 * stands at no more positions than it was tried.
 */
public final class AppliedOnce {
  public static final String NAME = "applied-once";

  private AppliedOnce() {}

  public static Finding check(History history, List<FinalRead> finals) {
    Sightings sightings = new Sightings();
    history.attempts().stream()
        .filter(Attempt::ok)
        .forEach(attempt -> sightings.add(attempt.key(), attempt.value(), attempt.etag()));
    finals.stream()
        .filter(FinalRead::answered)
        .forEach(read -> sightings.add(read.key(), read.value(), read.etag()));
    if (sightings.valueAt.isEmpty()) {
      return Finding.invalid(NAME, "no answer carried a position as its entity tag");
    }
    List<String> violations = new ArrayList<>(sightings.shared);
    Register.of(history)
        .forEach((key, register) ->
            register
                .writes()
                .forEach((value, tries) -> {
                  Set<Position> positions =
                      sightings.positionsOf.getOrDefault(named(key, value), Set.of());
                  if (positions.size() > tries.size()) {
                    violations.add(
                        "%s: '%s' was tried %d times but stands at %d positions: %s"
                            .formatted(key, value, tries.size(), positions.size(), positions));
                  }
                }));
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("positions-seen", sightings.valueAt.size());
    numbers.put("doubles", violations.size());
    return new Finding(
        NAME,
        violations.isEmpty() ? Verdict.PASS : Verdict.FAIL,
        "%d positions seen, %d doubles".formatted(sightings.valueAt.size(), violations.size()),
        numbers,
        violations);
  }

  private static String named(String key, String value) {
    return key + " '" + value + "'";
  }

  /** Which value was seen at which position. */
  private static final class Sightings {
    final Map<Position, String> valueAt = new HashMap<>();
    final Map<String, Set<Position>> positionsOf = new HashMap<>();
    final List<String> shared = new ArrayList<>();

    void add(String key, @Nullable String value, @Nullable String etag) {
      if (value == null) {
        return;
      }
      String name = named(key, value);
      EntityTag.position(etag)
          .ifPresent(position -> {
            String other = valueAt.putIfAbsent(position, name);
            if (other != null && !other.equals(name)) {
              shared.add("%s stands for both %s and %s".formatted(position, other, name));
            }
            positionsOf.computeIfAbsent(name, _ -> new HashSet<>()).add(position);
          });
    }
  }
}
