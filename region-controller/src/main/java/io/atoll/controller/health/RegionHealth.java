package io.atoll.controller.health;

import java.time.Duration;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a region is, as one controller has come to see it.
 *
 * <p>Transitions:
 *
 * <ul>
 *   <li>It starts as RECOVERING: not known to be good.
 *   <li>RECOVERING to UP: good without a break for {@link #returnAfter}, and caught up.
 *   <li>UP to DOWN: the verdict is bad. So does RECOVERING; if it was never seen good, only after
 *       the start's grace, so that a platform that is just starting is not called dead.
 *   <li>DOWN to RECOVERING: the verdict is good.
 *   <li>Nothing changes while the verdict is unsure, nor within the hold after a change.
 * </ul>
 *
 * @param sinceNanos when it became that
 * @param goodSinceNanos since when the verdict has been good without a break, if it is
 * @param returnAfter how long it must be good before it serves; grows when it flaps
 * @param edges the edges' usability, as last known
 * @param reason why it is what it is, for people; changes only with the condition
 */
public record RegionHealth(
    Condition condition,
    long sinceNanos,
    OptionalLong goodSinceNanos,
    Duration returnAfter,
    boolean seenGood,
    SortedMap<String, Boolean> edges,
    String reason) {
  public RegionHealth {
    edges = Collections.unmodifiableSortedMap(new TreeMap<>(edges));
  }

  public static RegionHealth start(long nowNanos, HealthPolicy policy) {
    return new RegionHealth(
        Condition.RECOVERING,
        nowNanos,
        OptionalLong.empty(),
        policy.startAfter(),
        false,
        new TreeMap<>(),
        "not yet seen healthy");
  }

  /** What it is after this assessment. */
  public RegionHealth step(Assessment assessment, long nowNanos, HealthPolicy policy) {
    RegionHealth seen = see(assessment, nowNanos);
    if (nowNanos - sinceNanos < policy.hold().toNanos()) {
      return seen;
    }
    return switch (condition) {
      case UP ->
          assessment.verdict() == Verdict.BAD ? seen.fall(assessment, nowNanos, policy) : seen;
      case DOWN -> assessment.verdict() == Verdict.GOOD ? seen.revive(nowNanos) : seen;
      case RECOVERING -> seen.recover(assessment, nowNanos, policy);
    };
  }

  private RegionHealth see(Assessment assessment, long nowNanos) {
    boolean good = assessment.verdict() == Verdict.GOOD;
    OptionalLong goodSince = OptionalLong.empty();
    if (good) {
      goodSince = goodSinceNanos.isPresent() ? goodSinceNanos : OptionalLong.of(nowNanos);
    }
    return new RegionHealth(
        condition,
        sinceNanos,
        goodSince,
        returnAfter,
        seenGood || good,
        assessment.edges().isEmpty() ? edges : assessment.edges(),
        reason);
  }

  private RegionHealth recover(Assessment assessment, long nowNanos, HealthPolicy policy) {
    if (assessment.verdict() == Verdict.BAD) {
      boolean starting = !seenGood && nowNanos - sinceNanos < policy.startGrace().toNanos();
      return starting ? this : become(Condition.DOWN, nowNanos, returnAfter, blame(assessment));
    }
    boolean longEnough =
        goodSinceNanos.isPresent()
            && nowNanos - goodSinceNanos.getAsLong() >= returnAfter.toNanos();
    return longEnough && assessment.caughtUp()
        ? become(Condition.UP, nowNanos, returnAfter, "healthy")
        : this;
  }

  private RegionHealth fall(Assessment assessment, long nowNanos, HealthPolicy policy) {
    boolean soon = nowNanos - sinceNanos < policy.flapWindow().toNanos();
    return become(
        Condition.DOWN, nowNanos, soon ? slower(policy) : policy.returnAfter(), blame(assessment));
  }

  private Duration slower(HealthPolicy policy) {
    Duration doubled = returnAfter.multipliedBy(2);
    boolean longest = doubled.compareTo(policy.returnAfterMax()) > 0;
    boolean first = doubled.compareTo(policy.returnAfter()) < 0;
    return longest ? policy.returnAfterMax() : first ? policy.returnAfter() : doubled;
  }

  private RegionHealth revive(long nowNanos) {
    return become(
        Condition.RECOVERING,
        nowNanos,
        returnAfter,
        "reachable again; serves once it has caught up and stays healthy");
  }

  private RegionHealth become(Condition next, long nowNanos, Duration nextReturn, String why) {
    return new RegionHealth(next, nowNanos, goodSinceNanos, nextReturn, seenGood, edges, why);
  }

  private static String blame(Assessment assessment) {
    return "%d of %d observers can't use it"
        .formatted(assessment.count(Vote.BAD), assessment.votes().size());
  }
}
