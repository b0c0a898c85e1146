package io.atoll.controller.health;

import io.atoll.controller.health.Observations.Sight;
import io.atoll.core.region.RegionId;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known about one region at one moment: every observer's vote, and what follows.
 *
 * <p>All members are observers, the region itself one of them, and a verdict takes a majority of
 * <em>all</em>, not of those heard. From this follows:
 *
 * <ul>
 *   <li>A region that died is silent about itself; the others outvote its silence.
 *   <li>A controller that is cut off hears nobody, so it never has a majority and changes nothing;
 *       the others have one and take its region out.
 *   <li>A controller that died alone takes nothing out: from outside its region is good.
 *   <li>A region that finds no edge of its own ready needs one witness from outside.
 *   <li>With fewer than three regions nothing is ever taken out without the consent of all.
 * </ul>
 *
 * @param caughtUp whether the region's replicator has caught up: as it says inside, or, if inside
 *     is silent, as any other could read
 * @param edges per edge node whether it can be used, from the same source; empty if nobody knows
 */
public record Assessment(
    RegionId subject,
    SortedMap<RegionId, Vote> votes,
    boolean caughtUp,
    SortedMap<String, Boolean> edges) {
  public Assessment {
    votes = Collections.unmodifiableSortedMap(new TreeMap<>(votes));
    edges = Collections.unmodifiableSortedMap(new TreeMap<>(edges));
  }

  public static Assessment of(
      RegionId subject,
      Set<RegionId> members,
      Observations observations,
      Sightings sightings,
      long nowNanos,
      Duration silentAfter) {
    SortedMap<RegionId, Vote> votes = new TreeMap<>();
    members.forEach(member -> votes.put(member, Vote.SILENT));
    List<Observation> fresh =
        members.stream()
            .filter(member -> sightings.isFresh(new Sight(member, subject), nowNanos, silentAfter))
            .flatMap(member -> observations.of(member, subject).stream())
            .toList();
    fresh.forEach(seen -> votes.put(seen.observer(), seen.isGood() ? Vote.GOOD : Vote.BAD));
    Optional<Observation> inside = fresh.stream().filter(Observation::isInside).findFirst();
    List<Observation> witnesses = inside.map(List::of).orElse(fresh);
    return new Assessment(
        subject, votes, witnesses.stream().anyMatch(Observation::caughtUp), edges(witnesses));
  }

  public Verdict verdict() {
    if (count(Vote.BAD) >= majority()) {
      return Verdict.BAD;
    }
    return count(Vote.GOOD) >= majority() ? Verdict.GOOD : Verdict.UNSURE;
  }

  public long count(Vote vote) {
    return votes.values().stream().filter(vote::equals).count();
  }

  private int majority() {
    return votes.size() / 2 + 1;
  }

  private static SortedMap<String, Boolean> edges(List<Observation> witnesses) {
    SortedMap<String, Boolean> edges = new TreeMap<>();
    for (Observation witness : witnesses) {
      witness.edges().forEach((node, usable) -> edges.merge(node, usable, Boolean::logicalOr));
    }
    return edges;
  }
}
