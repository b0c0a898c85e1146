package io.atoll.replication.simulation.data;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One region: its logs and state on disk, its Redis, appliers and edges. */
final class Region {
  static final int EDGES = 2;
  private static final List<String> NAMES =
      List.of("us-east", "eu-west", "ap-northeast", "sa-east", "af-south");
  static final List<IncarnationId> INCARNATIONS =
      NAMES.stream().map(name -> new IncarnationId(RegionId.of(name), "one")).toList();

  /** What a partition's appliers have put on disk, in transactions. */
  static final class State {
    Map<CellName, Cell> cells = new HashMap<>();
    Watermark watermark = Watermark.ZERO;
    @Nullable Applier owner;
  }

  final int index;
  final IncarnationId incarnation;
  final Redis redis = new Redis();
  final List<List<Entry>> log = new ArrayList<>();
  final int[] synced = new int[World.PARTITIONS];
  final List<State> state = new ArrayList<>();
  final List<Link> links = new ArrayList<>();
  final List<Edge> edges = new ArrayList<>();

  /** One per partition works; others may wake up and find that they are zombies. */
  final List<Applier> appliers = new ArrayList<>();

  final List<Applier> zombies = new ArrayList<>();

  /** The losing writes in this region's conflict ledger. */
  final Set<Position> ledger = new HashSet<>();

  long clockOffMillis;
  private long wallMillisMax;
  private final World world;

  Region(World world, int index, int regions) {
    this.world = world;
    this.index = index;
    incarnation = INCARNATIONS.get(index);
    for (int partition = 0; partition < World.PARTITIONS; partition++) {
      log.add(new ArrayList<>());
      state.add(new State());
      appliers.add(new Applier(world, this, partition));
    }
    for (int source = 0; source < regions; source++) {
      links.add(new Link(world, this, source));
    }
    for (int edge = 0; edge < EDGES; edge++) {
      edges.add(new Edge(world, this, edge));
    }
  }

  long wallMillis() {
    long now = world.nowMillis() + clockOffMillis;
    wallMillisMax = Math.max(wallMillisMax, now);
    return now;
  }

  /** The latest that its clocks have ever shown. */
  long wallMillisMax() {
    return Math.max(wallMillis(), wallMillisMax);
  }

  Redis.Shard shard(int partition) {
    return redis.shards.get(partition);
  }

  /** Whether edges may read and stamp with it. */
  boolean serves(int partition) {
    Redis.Shard shard = shard(partition);
    return redis.up && shard.adopted && world.rules().isSameRun(shard.loadRun, redis.runId);
  }

  /** What appliers can read of an origin's log here. */
  List<Entry> readable(int origin, int partition) {
    return origin == index
        ? log.get(partition).subList(0, synced[partition])
        : links.get(origin).copies.get(partition);
  }

  /** What was appended is safe from here on, and told to those who wait for it. */
  void sync(int partition) {
    List<Entry> records = log.get(partition);
    while (synced[partition] < records.size()) {
      Entry entry = records.get(synced[partition]++);
      entry.subject.synced(entry);
      entry.durable = true;
      if (entry.counts) {
        world.checks().comesAfterItsPast(entry);
      }
    }
  }

  void losePower() {
    for (int partition = 0; partition < World.PARTITIONS; partition++) {
      List<Entry> records = log.get(partition);
      records.subList(synced[partition], records.size()).clear();
    }
    links.forEach(Link::restart);
    restartAppliers();
    edges.forEach(Edge::restart);
  }

  void restartAppliers() {
    for (int partition = 0; partition < World.PARTITIONS; partition++) {
      appliers.set(partition, new Applier(world, this, partition));
    }
    zombies.clear();
  }

  /** Others take over, and these go on one day where they were. */
  void pauseAppliers() {
    for (int partition = 0; partition < World.PARTITIONS; partition++) {
      zombies.add(appliers.get(partition));
      appliers.set(partition, new Applier(world, this, partition));
    }
  }

  void wakeZombies() {
    for (Applier zombie : zombies) {
      zombie.commit();
      zombie.save();
      zombie.turn();
    }
    zombies.clear();
  }
}
