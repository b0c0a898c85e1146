package io.atoll.edge;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridClock;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.edge.cluster.ApplierMessages;
import io.atoll.replication.cell.Applied;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.log.RegionLog;
import io.atoll.replication.view.Lease;
import io.atoll.replication.view.Reading;
import io.atoll.replication.view.Stamp;
import io.atoll.replication.view.View;
import io.atoll.replication.view.ViewUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A region's log, view and applier in memory: does what the real ones do, on the event bus of the
 * edges under test, and can be made to fail. Reads answer a little late, as Redis does.
 */
final class FakeRegion implements View, RegionLog {
  final HybridClock clock = new HybridClock(System::currentTimeMillis, Duration.ofMinutes(1));
  private final Vertx vertx;
  private final int partitions;
  private final Map<Key, Cell> cells = new HashMap<>();
  private final Map<Integer, Partition> byPartition = new HashMap<>();
  private String run = "run-1";
  private IncarnationId incarnation = new IncarnationId(RegionId.of("us-east"), "life-1");

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

  private static final class Partition {
    private final Map<String, Long> leaseEnds = new HashMap<>();
    private long sequence;
    private long appended;
    private long applied;
  }

  FakeRegion(Vertx vertx, int partitions) {
    this.vertx = vertx;
    this.partitions = partitions;
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
  public synchronized Future<Reading> read(Key key) {
    reads++;
    Partition partition = partition(key.partition(partitions));
    return late(new Reading(cells.get(key), partition.sequence, run));
  }

  @Override
  public synchronized Future<Stamp> stamp(Key key, HybridTimestamp after) {
    Cell cell = cells.get(key);
    boolean live = cell != null && cell.readable(System.currentTimeMillis()).isPresent();
    return late(new Stamp(clock.now(), live, run));
  }

  @Override
  public synchronized Future<Lease> lease(int number, String edge, Duration length) {
    Partition partition = partition(number);
    if (!viewDown) {
      partition.leaseEnds.put(edge, System.nanoTime() + length.toNanos());
    }
    return late(new Lease(run, partition.sequence, incarnation, partition.applied));
  }

  @Override
  public synchronized Future<Position> append(Operation operation) {
    if (logDown) {
      return Future.failedFuture(new IllegalStateException("the fake log is down"));
    }
    int number = operation.key().partition(partitions);
    Position position = new Position(incarnation, number, partition(number).appended++);
    log.add(operation);
    if (!applierPaused) {
      vertx.runOnContext(_ -> apply(operation, position));
    }
    return Future.succeededFuture(position);
  }

  private void apply(Operation operation, Position position) {
    JsonObject applied;
    JsonObject change;
    List<String> holders = new ArrayList<>();
    synchronized (this) {
      Partition partition = partition(position.partition());
      Applied after = Cell.apply(cells.get(operation.key()), position, operation);
      cells.put(operation.key(), after.cell());
      partition.sequence++;
      partition.applied = position.offset() + 1;
      partition.leaseEnds.forEach((edge, end) -> {
        if (end - System.nanoTime() > 0) {
          holders.add(edge);
        }
      });
      change =
          new JsonObject()
              .put("p", position.partition())
              .put("run", run)
              .put("seq", partition.sequence)
              .put("keys", new JsonArray().add(operation.key().toString()));
      String outcome = after.outcome().name().toLowerCase(Locale.ROOT);
      applied =
          new JsonObject()
              .put("p", position.partition())
              .put("incarnation", incarnation.toString())
              .put("upTo", position.offset() + 1)
              .put(
                  "outcomes",
                  new JsonArray().add(new JsonArray().add(position.offset()).add(outcome)));
    }
    tell(holders, change)
        .onComplete(_ -> {
          if (!appliedLost) {
            vertx.eventBus().publish(ApplierMessages.APPLIED, applied);
          }
        });
  }

  private Future<?> tell(List<String> holders, JsonObject change) {
    if (invalidationsLost && !holders.isEmpty()) {
      return vertx.timer(LEASE_MAX.toMillis());
    }
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(LEASE_MAX.toMillis());
    return Future.join(
        holders.stream()
            .map(edge ->
                vertx.eventBus().request(ApplierMessages.invalidations(edge), change, options))
            .toList());
  }
}
