package io.atoll.replication.join;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorPositions;
import io.atoll.replication.mirror.MissingRange;
import io.atoll.replication.mirror.kafka.Asking;
import io.atoll.replication.mirror.kafka.LogLineage;
import io.atoll.replication.mirror.kafka.MirrorRegister;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out whether what a region has mirrored, others have too. All calls block. */
public final class Copies {
  private static final Logger log = LoggerFactory.getLogger(Copies.class);

  private final String bootstrap;
  private final Map<RegionId, String> peers;

  /**
   * Does nothing yet.
   *
   * @param bootstrap {@code host:port} of this region's Kafka
   * @param peers {@code host:port} of the other regions' Kafkas, as reached from here
   */
  public Copies(String bootstrap, Map<RegionId, String> peers) {
    this.bootstrap = bootstrap;
    this.peers = Map.copyOf(peers);
  }

  /**
   * What this region has mirrored, and no other has.
   *
   * @throws IllegalStateException if one of the others does not say what it has
   */
  public List<MissingRange> onlyHere() throws InterruptedException {
    Map<RegionId, MirrorPositions> own = mirrors(bootstrap);
    Map<RegionId, Optional<Holdings>> others = others(own);
    others.forEach((region, has) -> {
      if (has.isEmpty()) {
        throw new IllegalStateException(region + " does not say what it has");
      }
    });
    return Holdings.of(own.values())
        .beyond(others.values().stream().flatMap(Optional::stream).toList());
  }

  /** Whether this region can forget them and begin anew. */
  public HealDecision decide() throws InterruptedException {
    Map<RegionId, MirrorPositions> own = mirrors(bootstrap);
    return HealDecision.of(Holdings.of(own.values()), others(own));
  }

  private Map<RegionId, Optional<Holdings>> others(Map<RegionId, MirrorPositions> own)
      throws InterruptedException {
    Map<RegionId, Optional<Holdings>> others = Collections.synchronizedMap(new TreeMap<>());
    Asking.each(
        peers.keySet(),
        region -> others.put(region, holdings(region, peers.getOrDefault(region, ""), own)));
    return new TreeMap<>(others);
  }

  private static Optional<Holdings> holdings(
      RegionId region, String at, Map<RegionId, MirrorPositions> own) {
    try (LogLineage lineage = new LogLineage(at)) {
      Holdings held = Holdings.of(mirrors(at).values());
      IncarnationId life = lineage.life(region);
      MirrorPositions ours = own.getOrDefault(region, MirrorPositions.NONE);
      for (int partition : ours.byPartition().keySet()) {
        MirrorPosition our = ours.of(partition, life);
        if (our != null) {
          held = held.withLog(life, partition, lineage.sharedUpTo(partition, our));
        }
      }
      return Optional.of(held);
    } catch (KafkaException e) {
      log.atInfo().log("{} at {} does not say what it has: {}", region, at, e.getMessage());
      return Optional.empty();
    }
  }

  private static Map<RegionId, MirrorPositions> mirrors(String bootstrap) {
    try (MirrorRegister register = new MirrorRegister(bootstrap)) {
      return register.held();
    }
  }
}
