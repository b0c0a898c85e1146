package io.atoll.chaos.report;

import io.atoll.chaos.history.Action;
import io.atoll.chaos.history.Attempt;
import io.atoll.chaos.history.History;
import io.atoll.chaos.history.Outcome;
import io.atoll.core.region.RegionId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much was done in one run.
 *
 * @param acknowledgedWrites those saved, whether or not visible at once
 * @param notYetVisible those of them answered with a 202
 * @param unknownWrites attempts nobody knows the effect of
 * @param shed what users did not begin because too much of theirs was under way
 * @param errorsByPlace attempts without success, by the region that the user is near to; every
 *     place is named
 */
public record Totals(
    long acknowledgedWrites,
    long notYetVisible,
    long unknownWrites,
    long reads,
    long shed,
    SortedMap<RegionId, Long> errorsByPlace) {
  public Totals {
    errorsByPlace = Collections.unmodifiableSortedMap(new TreeMap<>(errorsByPlace));
  }

  public static Totals of(History history, long shed) {
    SortedMap<RegionId, Long> errors = new TreeMap<>();
    long acknowledged = 0;
    long notYetVisible = 0;
    long unknown = 0;
    for (Attempt attempt : history.attempts()) {
      errors.merge(attempt.place(), attempt.ok() ? 0L : 1L, Long::sum);
      if (attempt.acknowledgedWrite()) {
        acknowledged++;
        notYetVisible += attempt.visibleWrite() ? 0 : 1;
      } else if (attempt.action() == Action.WRITE && attempt.outcome() == Outcome.UNKNOWN) {
        unknown++;
      }
    }
    return new Totals(acknowledged, notYetVisible, unknown, history.answeredReads(), shed, errors);
  }
}
