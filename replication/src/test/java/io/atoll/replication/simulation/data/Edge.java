package io.atoll.replication.simulation.data;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Condition;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Operation;
import io.atoll.core.operation.ScorePolicy;
import io.atoll.core.operation.Tally;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridClock;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.apply.LogEntry;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Counter;
import io.atoll.replication.cell.MaxScore;
import io.atoll.replication.cell.Part;
import io.atoll.replication.cell.Progress;
import io.atoll.replication.cell.Sum;
import io.atoll.replication.cell.SumScore;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One edge: its cache under leases, its own clock, and how it makes operations of wishes. */
final class Edge {
  /** Short beside what faults last in this world. */
  static final long LEASE_MILLIS = 40;

  /**
   * A cell as it was read.
   *
   * @param watermark of the partition at the read
   */
  record Found(@Nullable Cell cell, Watermark watermark) {}

  /** Reaches no Redis, and is reached by no applier. */
  boolean cutOff;

  long clockOffMillis;
  private final World world;
  private final Region region;
  private final int index;
  private HybridClock clock;
  private final List<Map<CellName, Found>> cache = List.of(new HashMap<>(), new HashMap<>());
  private final long[] leaseEnd = new long[World.PARTITIONS];
  private final int[] leaseRun = new int[World.PARTITIONS];
  private final long[] heard = new long[World.PARTITIONS];

  Edge(World world, Region region, int index) {
    this.world = world;
    this.region = region;
    this.index = index;
    clock = newClock();
  }

  private HybridClock newClock() {
    return new HybridClock(this::wallMillis, Cell.SKEW_MAX);
  }

  private long wallMillis() {
    return region.wallMillis() + clockOffMillis;
  }

  void restart() {
    clock = newClock();
    cache.forEach(Map::clear);
    Arrays.fill(leaseEnd, 0);
  }

  long leaseEnd(int partition) {
    return leaseEnd[partition];
  }

  /** Asks Redis, which also says how many changes there were. */
  void renewLeases() {
    for (int partition = 0; partition < World.PARTITIONS; partition++) {
      renew(partition);
    }
  }

  private void renew(int partition) {
    if (!cutOff && region.serves(partition)) {
      Redis.Shard shard = region.shard(partition);
      if (heard[partition] != shard.sequence || leaseRun[partition] != region.redis.runId) {
        cache.get(partition).clear();
      }
      heard[partition] = shard.sequence;
      leaseRun[partition] = region.redis.runId;
      leaseEnd[partition] = world.nowMillis() + LEASE_MILLIS;
    }
  }

  /** Drops what changed, unless nothing reaches it. */
  boolean hears(int partition, long sequence, Set<CellName> changed) {
    if (cutOff) {
      return false;
    }
    if (heard[partition] == sequence - 1) {
      heard[partition] = sequence;
    }
    changed.forEach(cache.get(partition)::remove);
    return true;
  }

  /** Reads for a session; null: this region can't tell now. */
  @Nullable Found read(Subject subject, Watermark token) {
    int partition = subject.named.partition();
    boolean leased =
        world.nowMillis() < leaseEnd[partition] || !world.rules().cachesUnderLeasesOnly();
    Found cached = leased ? cache.get(partition).get(subject.named.name()) : null;
    if (cached != null && isEnough(cached.watermark(), token)) {
      return cached;
    }
    if (cutOff
        || !region.serves(partition)
        || !isEnough(region.shard(partition).watermark, token)) {
      return null;
    }
    Redis.Shard shard = region.shard(partition);
    Found found = new Found(shard.cells.get(subject.named.name()), shard.watermark);
    if (world.nowMillis() < leaseEnd[partition]
        && subject.named.name().part() instanceof Part.Whole
        && (found.cell() == null || found.cell().held().isEmpty())) {
      cache.get(partition).put(subject.named.name(), found);
    }
    return found;
  }

  private boolean isEnough(Watermark watermark, Watermark token) {
    return !world.rules().readsWaitForToken() || watermark.covers(token);
  }

  /** Takes a write into the log; null: refused. */
  @Nullable Entry write(Write write, HybridTimestamp token, Watermark mark, Entry.Past past) {
    if (cutOff) {
      return null;
    }
    int partition = write.subject.named.partition();
    Redis.Shard shard = region.shard(partition);
    boolean stamped = region.serves(partition);
    if (write.looksFirst()
        && !(stamped && (!world.rules().removalsWaitForToken() || shard.watermark.covers(mark)))) {
      return null;
    }
    Cell cell = stamped ? shard.cells.get(write.subject.named.name()) : null;
    HybridTimestamp timestamp = stamped ? stamp(shard, cell, token) : ownStamp(token);
    if (timestamp == null) {
      return null;
    }
    long[] seen = stamped ? world.offsets(shard.watermark) : new long[world.count()];
    Watermark context = cell == null ? Watermark.ZERO : cell.seen().without(region.incarnation);
    if (write.conditional && write.condition == null) {
      Progress own = cell == null ? null : cell.origins().get(region.incarnation);
      write.condition = new Condition(own == null ? Condition.NONE : own.changeOffset());
    }
    Operation operation =
        world
            .rules()
            .sent(
                new Operation(
                    write.subject.named.name().key(),
                    mutation(write, cell, timestamp),
                    timestamp,
                    context,
                    write.condition,
                    write.attempt,
                    null),
                cell);
    List<Entry> log = region.log.get(partition);
    Position at = new Position(region.incarnation, partition, log.size());
    Entry entry =
        new Entry(
            new LogEntry(at, operation),
            write.subject,
            write,
            region.index,
            seen,
            cell == null ? List.of() : cell.held(),
            past);
    log.add(entry);
    return entry;
  }

  /** Sets a subject for a session that has seen nothing. */
  @Nullable Entry writePlainly(Subject subject, int id) {
    return write(
        new Write(id, subject, Write.Wish.SET, false, null, region.index),
        HybridTimestamp.ZERO,
        Watermark.ZERO,
        Entry.Past.NONE);
  }

  /** As Redis stamps: what the writer and the cell have seen raises this stamp only. */
  private HybridTimestamp stamp(Redis.Shard shard, @Nullable Cell cell, HybridTimestamp token) {
    HybridTimestamp wall = HybridTimestamp.of(region.wallMillis(), 0);
    if (!world.rules().stampsAfterWhatWasSeen()) {
      return wall;
    }
    shard.clock = HybridTimestamp.max(wall, shard.clock.next());
    HybridTimestamp stamp = HybridTimestamp.max(shard.clock, token.next());
    if (cell != null) {
      stamp = HybridTimestamp.max(stamp, cell.timestamp().next());
    }
    clock.observe(stamp);
    return stamp;
  }

  private @Nullable HybridTimestamp ownStamp(HybridTimestamp token) {
    return token.millis() > wallMillis() + Cell.SKEW_MAX.toMillis()
        ? null
        : HybridTimestamp.max(clock.now(), token.next());
  }

  private Mutation mutation(Write write, @Nullable Cell cell, HybridTimestamp stamp) {
    int id = write.id;
    Long deadline = id % 3 == 0 ? (Long) (stamp.millis() + 50 + id * 37L % 1_500) : null;
    String member = write.subject.named.member();
    boolean remove = write.wish == Write.Wish.REMOVE;
    return switch (write.subject.kind()) {
      case REGISTER ->
          remove
              ? new Mutation.RemoveRegister()
              : new Mutation.PutRegister(Bytes.utf8("v" + id), "text/plain", deadline);
      case COUNTER ->
          remove
              ? new Mutation.ResetCounter(
                  others(cell != null && cell.value() instanceof Counter(Sum sum) ? sum : Sum.ZERO))
              : new Mutation.AddToCounter(1 + id % 9);
      case SET ->
          remove
              ? new Mutation.RemoveMember(Objects.requireNonNull(member))
              : new Mutation.AddMember(Objects.requireNonNull(member));
      case LEADERBOARD -> score(write, Objects.requireNonNull(member), cell);
      case DOCUMENT ->
          switch (write.wish) {
            case REMOVE -> new Mutation.RemoveDocument();
            case SET -> new Mutation.PutDocument(Documents.whole(id), deadline);
            case CHANGE -> new Mutation.PatchDocument(Documents.patch(id));
          };
    };
  }

  private Mutation score(Write write, String member, @Nullable Cell cell) {
    ScorePolicy policy = Objects.requireNonNull(write.subject.named.policy());
    long generation = cell != null && cell.value() instanceof MaxScore max ? max.generation() : 0;
    if (write.wish != Write.Wish.REMOVE) {
      return new Mutation.SubmitScore(member, policy, 1 + write.id * 7L % 50, generation);
    }
    return new Mutation.RemoveScore(
        member,
        policy,
        policy == ScorePolicy.MAX ? generation + 1 : 0,
        others(cell != null && cell.value() instanceof SumScore(Sum sum) ? sum : Sum.ZERO));
  }

  private Map<IncarnationId, Tally> others(Sum sum) {
    Map<IncarnationId, Tally> others = new HashMap<>(sum.totals());
    others.remove(region.incarnation);
    return others;
  }

  @Override
  public String toString() {
    return "edge " + index + " of " + region.incarnation.region();
  }
}
