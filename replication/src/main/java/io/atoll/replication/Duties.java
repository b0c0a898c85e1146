package io.atoll.replication;

import io.atoll.core.region.RegionId;
import io.atoll.replication.apply.Appliers;
import io.atoll.replication.lease.LeaseHolder;
import io.atoll.replication.mirror.LinkSettings;
import io.atoll.replication.mirror.Membership;
import io.atoll.replication.mirror.kafka.MirrorLink;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What a region's replicators share, by number: first the appliers by partition, then the links in
 * the order of their sources' names, at last the one to this region's former lives. The same for
 * every replicator of the region, so they must have the same config.
 */
final class Duties implements LeaseHolder {
  private final int partitions;
  private final List<MirrorLink> links;
  private final Appliers appliers;

  /**
   * Links and appliers that are started by leases.
   *
   * @param links in the order of their sources' names, and the one to this region's former lives
   */
  Duties(int partitions, List<MirrorLink> links, Appliers appliers) {
    this.partitions = partitions;
    this.links = List.copyOf(links);
    this.appliers = appliers;
  }

  /** How many duties a region has that has so many mirrors. */
  static int count(int partitions, int mirrors) {
    return partitions + mirrors;
  }

  @Override
  public void hold(Collection<Integer> duties) {
    for (int duty : duties) {
      if (duty < partitions) {
        appliers.start(duty);
      } else if (duty - partitions < links.size()) {
        links.get(duty - partitions).start();
      }
    }
  }

  @Override
  public void release(Collection<Integer> duties) {
    List<Thread> stops =
        duties.stream().map(duty -> Thread.ofVirtual().start(() -> release(duty))).toList();
    for (Thread stop : stops) {
      try {
        stop.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void release(int duty) {
    if (duty < partitions) {
      appliers.stop(duty);
    } else if (duty - partitions < links.size()) {
      links.get(duty - partitions).stop();
    }
  }

  /** An operator's word on a link; held here or not, it will do. */
  void apply(RegionId source, LinkSettings settings) {
    links.stream()
        .filter(link -> link.source().equals(source))
        .forEach(link -> link.apply(settings));
  }

  /** Who counts from now on; links that are held elsewhere hear of it there too. */
  void follow(Membership members) {
    links.forEach(link -> link.follow(members));
  }

  /** The links to other regions among these duties. */
  List<MirrorLink> links(Set<Integer> held) {
    return held.stream()
        .sorted()
        .map(duty -> duty - partitions)
        .filter(link -> link >= 0 && link < links.size())
        .map(links::get)
        .filter(MirrorLink::hasLog)
        .toList();
  }

  /** The partitions whose appliers are among these duties. */
  List<Integer> partitions(Set<Integer> held) {
    return held.stream().sorted().filter(duty -> duty < partitions).toList();
  }
}
