package io.atoll.replication.verify;

import io.atoll.core.position.Watermark;
import java.util.Map;
import java.util.Set;

/** What was found out about one partition. */
public sealed interface Verdict {
  /** All regions hold the same, with everything up to this watermark. */
  record Equal(Watermark watermark) implements Verdict {}

  /**
   * These cells differ, and replication won't change that.
   *
   * @param wrong by key, the regions whose cell is not that of the majority; all if there is none
   */
  record Different(Map<String, Set<String>> wrong) implements Verdict {
    public Different {
      wrong = Map.copyOf(wrong);
    }
  }

  /** Regions lag too far behind each other, or change too quickly, to tell. */
  record Undecided(String reason) implements Verdict {}
}
