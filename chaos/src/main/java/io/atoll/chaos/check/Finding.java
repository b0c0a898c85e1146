package io.atoll.chaos.check;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one check found.
 *
 * @param check its name, as in the drill's expectations
 * @param summary one sentence for people
 * @param numbers what was measured, in the order to show; values are numbers or text
 * @param violations at most {@value #VIOLATIONS_MAX}, so that a drill in which everything broke can
 *     still be read
 */
public record Finding(
    String check,
    Verdict verdict,
    String summary,
    Map<String, Object> numbers,
    List<String> violations) {
  public static final int VIOLATIONS_MAX = 20;

  public Finding {
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    violations = List.copyOf(violations.subList(0, Math.min(VIOLATIONS_MAX, violations.size())));
  }

  static Finding invalid(String check, String nothingToCheck) {
    return new Finding(check, Verdict.INVALID, nothingToCheck, Map.of(), List.of());
  }
}
