package io.atoll.replication;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.apply.ApplierStatus;
import io.atoll.replication.apply.Appliers;
import io.atoll.replication.lease.Leases;
import io.atoll.replication.mirror.kafka.LinkSettingsTopic;
import io.atoll.replication.mirror.kafka.MirrorLimits;
import io.atoll.replication.mirror.kafka.MirrorLink;
import io.atoll.replication.mirror.kafka.MirrorLinkConfig;
import io.atoll.replication.redis.RedisLink;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * What works once a replicator's region has its topics and a state.
 *
 * @param own the life of the region's log
 */
record Running(
    IncarnationId own,
    Appliers appliers,
    Duties duties,
    Leases leases,
    LinkSettingsTopic settings) {
  /** Does nothing before it is started. */
  static Running prepare(
      Vertx vertx,
      ReplicatorConfig config,
      Members members,
      RedisLink redis,
      IncarnationId own,
      MeterRegistry meters) {
    String bootstrap = config.kafka().toString();
    Appliers appliers =
        new Appliers(
            vertx,
            redis,
            bootstrap,
            own,
            config.partitions(),
            members.mirrored(),
            config.recentBytesMax(),
            meters,
            System::currentTimeMillis);
    Duties duties = new Duties(config.partitions(), links(config, members, meters), appliers);
    return new Running(
        own,
        appliers,
        duties,
        new Leases(bootstrap, config.leaseTime(), duties),
        new LinkSettingsTopic(bootstrap, duties::apply));
  }

  private static List<MirrorLink> links(
      ReplicatorConfig config, Members members, MeterRegistry meters) {
    List<MirrorLink> links = new ArrayList<>();
    config.sources().stream()
        .sorted(Comparator.comparing(source -> source.region().value()))
        .forEach(
            source -> links.add(link(config, source.region(), source.kafka().toString(), meters)));
    links.add(link(config, members.own(), "", meters));
    return links;
  }

  /**
   * A link.
   *
   * @param kafka the source's; empty: the source is this region in its former lives
   */
  private static MirrorLink link(
      ReplicatorConfig config, RegionId source, String kafka, MeterRegistry meters) {
    List<MirrorLinkConfig.Peer> peers =
        config.sources().stream()
            .filter(other -> !other.region().equals(source))
            .map(other -> new MirrorLinkConfig.Peer(other.region(), other.kafka().toString()))
            .toList();
    return new MirrorLink(
        new MirrorLinkConfig(
            source,
            kafka,
            config.kafka().toString(),
            config.partitions(),
            peers,
            MirrorLimits.DEFAULT),
        meters,
        System::nanoTime,
        new Random());
  }

  /** In this order, so that nothing is missed that comes in between. */
  void start(Members members) {
    duties.follow(members.now());
    settings.start();
    leases.start();
  }

  void close() {
    leases.close();
    settings.close();
    appliers.close();
  }

  /** The links that this replicator has a lease for. */
  List<MirrorLink> links() {
    return duties.links(leases.held());
  }

  /** The partitions whose applier this replicator has a lease for. */
  List<Integer> partitions() {
    return duties.partitions(leases.held());
  }

  List<ApplierStatus> appliersHeld() {
    return appliers.statuses(partitions());
  }
}
