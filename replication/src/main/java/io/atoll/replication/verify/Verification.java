package io.atoll.replication.verify;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares regions while they work. Ranges first; where those differ, their cells, twice. What
 * differs both times, unchanged, although every region has meanwhile applied all that any had the
 * first time, differs for good.
 */
public final class Verification {
  /** How often a partition is looked at before it is left undecided. */
  private static final int ATTEMPTS = 10;

  private final List<Peer> peers;
  private final Runnable pause;

  /**
   * Compares these regions.
   *
   * @param pause waits a little between two looks
   */
  public Verification(List<? extends Peer> peers, Runnable pause) {
    this.peers = List.copyOf(peers);
    this.pause = pause;
  }

  public Verdict verify(int partition) {
    String reason = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<Look> ranges = peers.stream().map(peer -> peer.ranges(partition)).toList();
      Set<String> differing = Comparison.differing(ranges);
      if (differing.isEmpty()) {
        return new Verdict.Equal(commonTo(ranges));
      }
      List<Look> earlier = cells(partition, differing);
      pause.run();
      List<Look> later = cells(partition, differing);
      if (!Comparison.isConclusive(earlier, later)) {
        reason = "regions lag behind each other: " + watermarks(later);
        continue;
      }
      Set<String> confirmed = Comparison.confirmed(earlier, later);
      if (!confirmed.isEmpty()) {
        return new Verdict.Different(wrong(later, confirmed));
      }
      reason = "cells change from look to look";
    }
    return new Verdict.Undecided("partition %d: %s".formatted(partition, reason));
  }

  private List<Look> cells(int partition, Set<String> ranges) {
    return peers.stream().map(peer -> cells(peer, partition, ranges)).toList();
  }

  private static Look cells(Peer peer, int partition, Set<String> ranges) {
    Map<String, String> digests = new HashMap<>();
    Watermark first = null;
    for (String range : ranges) {
      Look look = peer.cells(partition, Integer.parseInt(range));
      digests.putAll(look.digests());
      first = first == null ? look.watermark() : first;
    }
    return new Look(first == null ? Watermark.ZERO : first, digests);
  }

  /** What all have applied. */
  private static Watermark commonTo(Collection<Look> looks) {
    Map<IncarnationId, Long> common = new HashMap<>();
    Set<IncarnationId> incarnations =
        looks.stream()
            .flatMap(look -> look.watermark().nextOffsets().keySet().stream())
            .collect(Collectors.toSet());
    for (IncarnationId incarnation : incarnations) {
      common.put(
          incarnation,
          looks.stream().mapToLong(look -> look.watermark().next(incarnation)).min().orElse(0));
    }
    return new Watermark(common);
  }

  private String watermarks(List<Look> looks) {
    Map<String, Watermark> byRegion = new TreeMap<>();
    for (int i = 0; i < looks.size(); i++) {
      byRegion.put(peers.get(i).region(), looks.get(i).watermark());
    }
    return byRegion.toString();
  }

  private Map<String, Set<String>> wrong(List<Look> looks, Set<String> keys) {
    Map<String, Set<String>> wrong = new TreeMap<>();
    for (String key : keys) {
      wrong.put(
          key,
          Comparison.minority(looks, key).stream()
              .map(region -> peers.get(region).region())
              .collect(Collectors.toCollection(TreeSet::new)));
    }
    return wrong;
  }
}
