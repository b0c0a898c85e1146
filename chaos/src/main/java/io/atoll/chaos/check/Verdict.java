package io.atoll.chaos.check;

import java.util.Collection;

/** What a check, or a whole drill, comes to. Ordered: the worst of several is that of all. */
public enum Verdict {
  /** What was looked at is as it should be. */
  PASS,
  /** There was nothing to look at, so nothing is shown either way. */
  INVALID,
  /** At least one violation was seen. */
  FAIL;

  public static Verdict worst(Collection<Finding> findings) {
    return findings.stream().map(Finding::verdict).max(Verdict::compareTo).orElse(INVALID);
  }
}
