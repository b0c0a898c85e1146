package io.atoll.replication;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The regions that a replicator has to do with, and which of them count by now. Safe for use by
 * many threads.
 */
final class Members {
  private final ReplicatorConfig config;

  /** Who counts; null: that is not known yet. */
  private volatile @Nullable Membership known;

  Members(ReplicatorConfig config) {
    this.config = config;
    known = config.controllers().isEmpty() ? Membership.ALL : null;
  }

  void follow(Membership newest) {
    known = newest;
  }

  boolean areKnown() {
    return known != null;
  }

  /** As known by now; all, as long as nothing is. */
  Membership now() {
    Membership members = known;
    return members == null ? Membership.ALL : members;
  }

  RegionId own() {
    return config.process().region();
  }

  /** All other regions. */
  List<RegionId> sources() {
    return config.sources().stream().map(ReplicatorConfig.Source::region).toList();
  }

  /** The regions of which there is a mirror: the sources, and this one in its former lives. */
  List<RegionId> mirrored() {
    List<RegionId> mirrored = new ArrayList<>(sources());
    mirrored.add(own());
    return mirrored;
  }

  /** The Kafkas of the others that count, as reached from here. */
  Map<RegionId, String> peers() {
    Membership counting = now();
    Map<RegionId, String> peers = new TreeMap<>();
    config.sources().stream()
        .filter(source -> counting.counts(source.region()))
        .forEach(source -> peers.put(source.region(), source.kafka().toString()));
    return peers;
  }

  /** Whether the own region was expelled in this life of its log, so that it has to begin anew. */
  boolean isEnded(IncarnationId life) {
    return now().ended().contains(life);
  }
}
