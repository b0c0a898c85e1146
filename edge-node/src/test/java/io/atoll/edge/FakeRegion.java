package io.atoll.edge;

import static java.util.Objects.requireNonNull;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Namespace;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridClock;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.announce.AnnouncementCodec;
import io.atoll.replication.announce.Drop;
import io.atoll.replication.announce.EdgeAddresses;
import io.atoll.replication.announce.Visible;
import io.atoll.replication.apply.Judged;
import io.atoll.replication.apply.LogEntry;
import io.atoll.replication.apply.Step;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Part;
import io.atoll.replication.cell.Scores;
import io.atoll.replication.log.RegionLog;
import io.atoll.replication.view.KeyPage;
import io.atoll.replication.view.Lease;
import io.atoll.replication.view.Listed;
import io.atoll.replication.view.Ranking;
import io.atoll.replication.view.Ranking.Ranked;
import io.atoll.replication.view.Reading;
import io.atoll.replication.view.Stamp;
import io.atoll.replication.view.View;
import io.atoll.replication.view.ViewUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A region's log, view and applier in memory: does what the real ones do, on the event bus of the
 * edges under test, and can be made to fail. Reads answer a little late, as Redis does.
 */
final class FakeRegion implements View, RegionLog {
  final HybridClock clock = new HybridClock(System::currentTimeMillis, Duration.ofMinutes(1));
  private final Vertx vertx;
  private final int partitions;
  private final Map<CellName, Cell> cells = new HashMap<>();
  private final Map<Integer, Partition> byPartition = new HashMap<>();
  private String run = "run-1";
  private final IncarnationId incarnation;

  /** Redis can't be reached. */
  volatile boolean viewDown;

  /** The log confirms nothing. */
  volatile boolean logDown;

  /** Operations stay in the log, unseen. */
  volatile boolean applierPaused;

  /** Invalidations are lost on the way. */
  volatile boolean invalidationsLost;

  /** What has become visible is not told. */
  volatile boolean appliedLost;

  int reads;
  final List<Operation> log = new ArrayList<>();

  /** As {@link #log}, with where they stand. */
  private final List<LogEntry> entries = new ArrayList<>();

  /** How many of another region's have come. */
  private int mirrored;

  /** In log order: what a pause has kept back comes before what follows. */
  private final Deque<LogEntry> unapplied = new ArrayDeque<>();

  private final Context applier;

  private static final class Partition {
    private final Map<String, Long> leaseEnds = new HashMap<>();
    private long sequence;
    private long purged;
    private long appended;
    private Watermark watermark = Watermark.ZERO;
  }

  FakeRegion(Vertx vertx, RegionId region, int partitions) {
    this.vertx = vertx;
    incarnation = new IncarnationId(region, "life-1");
    this.partitions = partitions;
    applier = vertx.getOrCreateContext();
  }

  private Partition partition(int number) {
    return byPartition.computeIfAbsent(number, _ -> new Partition());
  }

  /** Redis comes back empty and is filled again. */
  synchronized void restartRedis() {
    run = run + "'";
    byPartition
        .values()
        .forEach(partition -> {
          partition.sequence = 0;
          partition.leaseEnds.clear();
        });
  }

  private <T> Future<T> late(T answer) {
    return viewDown
        ? Future.failedFuture(new ViewUnavailableException("the fake Redis is down"))
        : vertx.timer(1).map(_ -> answer);
  }

  @Override
  public synchronized Future<Reading> read(CellName name) {
    reads++;
    Partition partition = partition(name.key().partition(partitions));
    return late(new Reading(cells.get(name), partition.sequence, partition.watermark, run));
  }

  @Override
  public synchronized Future<Listed> members(Key set, @Nullable String after, int limit) {
    return late(listed(set.partition(partitions), membersOf(set).keySet(), "", after, limit));
  }

  @Override
  public synchronized Future<Listed> names(
      int partition, String namespace, String prefix, @Nullable String after, int limit) {
    SortedSet<String> names = new TreeSet<>();
    cells.forEach((name, cell) -> {
      if (name.key().namespace().equals(namespace)
          && name.key().partition(partitions) == partition
          && cell.value().isPresent(System.currentTimeMillis())) {
        names.add(name.key().name());
      }
    });
    return late(listed(partition, names, prefix, after, limit));
  }

  private Listed listed(
      int partition, Collection<String> all, String prefix, @Nullable String after, int limit) {
    List<String> page =
        all.stream()
            .filter(entry -> entry.startsWith(prefix))
            .filter(entry -> after == null || entry.compareTo(after) > 0)
            .limit(limit)
            .toList();
    return new Listed(
        page,
        all.size(),
        page.size() < limit ? null : page.getLast(),
        partition(partition).watermark,
        run);
  }

  @Override
  public synchronized Future<KeyPage> keys(
      Collection<Integer> partitions, String cursor, int about) {
    return late(
        new KeyPage(
            cells.keySet().stream().map(CellName::key).toList(), KeyPage.START, cells.size(), run));
  }

  private SortedMap<String, Cell> membersOf(Key key) {
    SortedMap<String, Cell> members = new TreeMap<>();
    cells.forEach((name, cell) -> {
      if (name.key().equals(key)
          && name.part() instanceof Part.Of(String member)
          && cell.value().isListed()) {
        members.put(member, cell);
      }
    });
    return members;
  }

  @Override
  public synchronized Future<Ranking> top(Key board, long first, int limit) {
    List<Ranked> all = ranked(board);
    return late(ranking(board, all, first, first + limit, OptionalLong.empty()));
  }

  @Override
  public synchronized Future<Ranking> around(Key board, String member, int each) {
    List<Ranked> all = ranked(board);
    int rank = all.stream().map(Ranked::member).toList().indexOf(member);
    return late(
        rank < 0
            ? ranking(board, all, 0, 0, OptionalLong.empty())
            : ranking(
                board, all, Math.max(0, rank - each), rank + each + 1, OptionalLong.of(rank)));
  }

  private List<Ranked> ranked(Key board) {
    return membersOf(board).entrySet().stream()
        .map(one -> new Ranked(one.getKey(), requireNonNull(Scores.of(one.getValue().value()))))
        .sorted(
            Comparator.comparingLong((Ranked one) -> -one.score()).thenComparing(Ranked::member))
        .toList();
  }

  private Ranking ranking(Key board, List<Ranked> all, long from, long to, OptionalLong rank) {
    int first = (int) Math.min(from, all.size());
    return new Ranking(
        all.subList(first, (int) Math.min(to, all.size())),
        all.size(),
        first,
        rank,
        partition(board.partition(partitions)).watermark,
        run);
  }

  @Override
  public synchronized Future<Stamp> stamp(CellName name, HybridTimestamp after) {
    Cell cell = cells.get(name);
    boolean live = cell != null && cell.value().isPresent(System.currentTimeMillis());
    Watermark seen = cell == null ? Watermark.ZERO : cell.seen().without(incarnation);
    // What the writer and the cell have seen raises this stamp, and not the clock.
    HybridTimestamp stamp = HybridTimestamp.max(clock.now(), after.next());
    stamp = cell == null ? stamp : HybridTimestamp.max(stamp, cell.timestamp().next());
    return late(new Stamp(stamp, live, seen, run));
  }

  @Override
  public synchronized Future<Lease> lease(int number, String edge, Duration length) {
    Partition partition = partition(number);
    if (!viewDown) {
      partition.leaseEnds.put(edge, System.nanoTime() + length.toNanos());
    }
    return late(
        new Lease(run, partition.sequence, incarnation, partition.watermark, partition.purged));
  }

  @Override
  public synchronized IncarnationId incarnation() {
    return incarnation;
  }

  @Override
  public synchronized Future<Position> append(Operation operation, @Nullable IncarnationId life) {
    if (logDown) {
      return Future.failedFuture(new IllegalStateException("the fake log is down"));
    }
    int number = operation.key().partition(partitions);
    Position position = new Position(incarnation, number, partition(number).appended++);
    log.add(operation);
    LogEntry entry = new LogEntry(position, operation);
    entries.add(entry);
    take(entry);
    return Future.succeededFuture(position);
  }

  private synchronized void take(LogEntry entry) {
    unapplied.add(entry);
    applier.runOnContext(_ -> applyNext());
  }

  private synchronized List<LogEntry> entriesFrom(int index) {
    return List.copyOf(entries.subList(index, entries.size()));
  }

  /** What is in another region's log reaches this one. */
  synchronized void mirror(FakeRegion source) {
    List<LogEntry> more = source.entriesFrom(mirrored);
    mirrored += more.size();
    more.forEach(this::take);
  }

  private synchronized void applyNext() {
    while (!applierPaused && !unapplied.isEmpty()) {
      LogEntry next = unapplied.remove();
      apply(next.operation(), next.at());
    }
  }

  private void apply(Operation operation, Position position) {
    byte[] applied;
    byte[] change;
    List<String> holders = new ArrayList<>();
    synchronized (this) {
      Partition partition = partition(position.partition());
      Step step =
          Step.of(
              incarnation,
              System.currentTimeMillis(),
              partition.watermark,
              cells,
              List.of(new LogEntry(position, operation)));
      cells.putAll(step.cells());
      partition.sequence++;
      if (operation.key().namespace().equals(Namespace.PURGES)) {
        partition.purged = partition.sequence;
      }
      partition.watermark = step.watermark();
      Judged judged = step.judged().getFirst();
      partition.leaseEnds.forEach((edge, end) -> {
        if (end - System.nanoTime() > 0) {
          holders.add(edge);
        }
      });
      change =
          AnnouncementCodec.drops(
              List.of(
                  new Drop(
                      position.partition(), run, partition.sequence, List.of(operation.key()))));
      applied =
          AnnouncementCodec.news(
              List.of(
                  new Visible(
                      position.partition(),
                      run,
                      incarnation,
                      partition.watermark,
                      partition.sequence,
                      position.incarnation().equals(incarnation)
                          ? List.of(
                              new Visible.Verdict(
                                  position.offset(), judged.outcome(), judged.effective()))
                          : List.of())));
    }
    tell(holders, change)
        .onComplete(_ -> {
          if (!appliedLost) {
            vertx.eventBus().publish(EdgeAddresses.VISIBLE, Buffer.buffer(applied));
          }
        });
  }

  private Future<?> tell(List<String> holders, byte[] change) {
    if (invalidationsLost && !holders.isEmpty()) {
      return vertx.timer(LEASE_MAX.toMillis());
    }
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(LEASE_MAX.toMillis());
    return Future.join(
        holders.stream()
            .map(edge ->
                vertx.eventBus().request(EdgeAddresses.drops(edge), Buffer.buffer(change), options))
            .toList());
  }
}
