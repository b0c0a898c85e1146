package io.atoll.replication.redis;

import static io.atoll.replication.redis.RedisView.ascii;

import io.atoll.core.operation.Namespace;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Part;
import io.atoll.replication.log.CellCodec;
import io.atoll.replication.log.WatermarkCodec;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One partition of the view, for the one who fills it. Every change names the Redis and the
 * watermark it builds on, and is refused where they are others: a double, a zombie and a restarted
 * Redis do no harm. Fails with {@link io.atoll.replication.view.ViewUnavailableException}.
 */
public final class RedisViewWriter {
  /** Keys that one SCAN step looks at. */
  private static final int SCAN_COUNT = 1_000;

  private final RedisLink redis;
  private final RedisKeys keys;

  public RedisViewWriter(RedisLink redis, int partition) {
    this.redis = redis;
    this.keys = new RedisKeys(partition);
  }

  /**
   * What a Redis holds of this partition.
   *
   * @param runId the Redis that answered
   * @param loaded null: nothing that an applier could go on with
   */
  public record Held(String runId, @Nullable Loaded loaded) {}

  /** A loaded partition: what log it belongs to, how far it has come, whether edges may use it. */
  public record Loaded(IncarnationId own, Watermark watermark, boolean adopted) {}

  /**
   * A change that was made.
   *
   * @param sequence the partition's sequence number after it
   * @param holders edges that hold a lease, and for how long still
   */
  public record Written(long sequence, Map<String, Duration> holders) {}

  /**
   * A change to be made.
   *
   * @param runId the Redis that was loaded
   * @param expected the watermark that the cells were computed from
   * @param watermark the watermark with this change
   * @param cells the new cells' bytes
   * @param relisted those of them that appear in lists and rankings differently than before
   * @param readersSee how many of them look different to readers
   * @param ownLatest the latest effective timestamp of this region's own operations among them, or
   *     {@link HybridTimestamp#ZERO}
   */
  public record Change(
      String runId,
      Watermark expected,
      Watermark watermark,
      Map<CellName, byte[]> cells,
      Map<CellName, Cell> relisted,
      int readersSee,
      HybridTimestamp ownLatest) {}

  /** Looks what is there. */
  public Future<Held> inspect() {
    return redis
        .run(Script.INSPECT, List.of(keys.meta()), List.of())
        .map(answer -> {
          String runId = answer.text(0);
          if (!answer.is(1, runId)) {
            return new Held(runId, null);
          }
          return new Held(
              runId,
              new Loaded(
                  IncarnationId.parse(answer.text(3)),
                  WatermarkCodec.decode(answer.bytes(2)),
                  answer.is(4, runId)));
        });
  }

  /** Reads cells; one that was never written is not in the answer. */
  public Future<Map<CellName, Cell>> cells(Collection<CellName> wanted) {
    return stored(wanted)
        .map(stored -> {
          Map<CellName, Cell> cells = new HashMap<>();
          stored.forEach((name, bytes) -> cells.put(name, CellCodec.decode(name, bytes)));
          return cells;
        });
  }

  private Future<Map<CellName, byte[]>> stored(Collection<CellName> wanted) {
    if (wanted.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    List<CellName> ordered = List.copyOf(wanted);
    Request request = Request.cmd(Command.MGET);
    ordered.forEach(name -> request.arg(keys.cell(name)));
    return redis
        .send(request)
        .map(answer -> {
          Map<CellName, byte[]> found = new HashMap<>();
          for (int i = 0; answer != null && i < ordered.size(); i++) {
            Response cell = answer.get(i);
            if (cell != null) {
              found.put(ordered.get(i), cell.toBytes());
            }
          }
          return found;
        });
  }

  /** Makes a change. */
  public Future<Written> apply(Change change) {
    List<byte[]> names = new ArrayList<>();
    names.add(keys.meta());
    names.add(keys.leases());
    names.add(keys.clock());
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(ascii(change.runId()));
    arguments.add(WatermarkCodec.encode(change.expected()));
    arguments.add(WatermarkCodec.encode(change.watermark()));
    arguments.add(ascii(Integer.toString(change.readersSee())));
    arguments.add(ascii(Long.toString(change.ownLatest().millis())));
    arguments.add(ascii(Integer.toString(change.ownLatest().counter())));
    arguments.add(
        ascii(change.cells().keySet().stream().anyMatch(RedisViewWriter::isPurge) ? "1" : "0"));
    arguments.add(ascii(Integer.toString(change.cells().size())));
    change
        .cells()
        .forEach((name, cell) -> {
          names.add(keys.cell(name));
          arguments.add(cell);
        });
    change
        .relisted()
        .forEach((name, cell) -> {
          Listing.of(keys, name, cell).addTo(names, arguments);
          if (!(name.part() instanceof Part.Attempted)) {
            Listing.held(keys, name, cell).addTo(names, arguments);
          }
        });
    return redis.run(Script.APPLY, names, arguments).map(RedisViewWriter::written);
  }

  private static boolean isPurge(CellName cell) {
    return cell.key().namespace().equals(Namespace.PURGES);
  }

  private static Written written(Answer answer) {
    Map<String, Duration> holders = new LinkedHashMap<>();
    for (int i = 1; i + 1 < answer.size(); i += 2) {
      holders.put(answer.text(i), Duration.ofMillis(answer.number(i + 1)));
    }
    return new Written(answer.number(0), holders);
  }

  /**
   * Names attempts of an origin that are older than a wall time, some of them at most.
   *
   * @param limit at least 1
   */
  public Future<List<CellName>> attemptsBefore(IncarnationId origin, long millis, int limit) {
    return namesBefore(keys.attempts(origin), millis, limit);
  }

  /**
   * Names cells that hold something that is due before a wall time, some of them at most.
   *
   * @param limit at least 1
   */
  public Future<List<CellName>> heldBefore(long millis, int limit) {
    return namesBefore(keys.held(), millis, limit);
  }

  private Future<List<CellName>> namesBefore(byte[] set, long millis, int limit) {
    Request request =
        Request.cmd(Command.ZRANGE)
            .arg(set)
            .arg("-inf")
            .arg("(" + millis)
            .arg("BYSCORE")
            .arg("LIMIT")
            .arg(0)
            .arg(limit);
    return redis
        .send(request)
        .map(answer -> {
          List<CellName> names = new ArrayList<>();
          if (answer != null) {
            answer.forEach(name -> names.add(CellName.parse(name.toBytes())));
          }
          return names;
        });
  }

  /** Removes attempts of an origin for good. */
  public Future<Void> forget(
      String runId, Watermark expected, IncarnationId origin, List<CellName> attempts) {
    List<byte[]> names = new ArrayList<>();
    names.add(keys.meta());
    names.add(keys.attempts(origin));
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(ascii(runId));
    arguments.add(WatermarkCodec.encode(expected));
    for (CellName attempt : attempts) {
      names.add(keys.cell(attempt));
      arguments.add(attempt.bytes());
    }
    return redis.run(Script.FORGET, names, arguments).mapEmpty();
  }

  /**
   * Begins a load: from here on edges are refused, and only this loader fills. Removes every cell.
   *
   * @param loader names this load; no two may share it
   * @return the run id of the Redis to be filled
   */
  public Future<String> clear(String loader) {
    return redis
        .run(
            Script.CLEAR, List.of(keys.meta(), keys.clock(), keys.leases()), List.of(ascii(loader)))
        .map(answer -> answer.response().toString())
        .compose(runId -> removeCells("0").map(runId));
  }

  private Future<Void> removeCells(String cursor) {
    return scan(cursor, keys.everythingPattern())
        .compose(page -> {
          Request unlink = Request.cmd(Command.UNLINK);
          page.names().forEach(unlink::arg);
          Future<?> removed =
              page.names().isEmpty() ? Future.succeededFuture() : redis.send(unlink);
          return removed.compose(
              _ -> page.isLast() ? Future.succeededFuture() : removeCells(page.cursor()));
        });
  }

  /** Some cells' names, and where to go on. */
  private record Page(String cursor, List<byte[]> names) {
    boolean isLast() {
      return cursor.equals("0");
    }
  }

  private Future<Page> scan(String cursor, String pattern) {
    Request scan =
        Request.cmd(Command.SCAN)
            .arg(cursor)
            .arg("MATCH")
            .arg(pattern)
            .arg("COUNT")
            .arg(SCAN_COUNT);
    return redis
        .send(scan)
        .map(answer -> {
          if (answer == null) {
            throw new IllegalStateException("expected a page from SCAN, but it was nil");
          }
          List<byte[]> names = new ArrayList<>();
          answer.get(1).forEach(name -> names.add(name.toBytes()));
          return new Page(answer.get(0).toString(), names);
        });
  }

  /**
   * Reads some of the partition's cells, some perhaps twice.
   *
   * @param cursor {@code "0"} at first, then what the former call answered
   */
  public Future<Cells> someCells(String cursor) {
    return scan(cursor, keys.cellPattern())
        .compose(page ->
            cells(page.names().stream().map(keys::name).toList())
                .map(cells -> new Cells(page.cursor(), cells)));
  }

  /** As {@link #someCells}, but as they are stored, readable or not. */
  public Future<StoredCells> someStoredCells(String cursor) {
    return scan(cursor, keys.cellPattern())
        .compose(page ->
            stored(page.names().stream().map(keys::name).toList())
                .map(cells -> new StoredCells(page.cursor(), cells)));
  }

  /** Some cells as they are stored, and where to go on: {@code "0"} after the last. */
  public record StoredCells(String next, Map<CellName, byte[]> cells) {
    public boolean isLast() {
      return next.equals("0");
    }
  }

  /** Some cells of the partition, and where to go on: {@code "0"} after the last. */
  public record Cells(String next, Map<CellName, Cell> cells) {
    public boolean isLast() {
      return next.equals("0");
    }
  }

  /**
   * Fills in cells during a load.
   *
   * @param cells the cells' bytes; empty: the cell was forgotten
   */
  public Future<Void> fill(String loader, String runId, Map<CellName, byte[]> cells) {
    List<byte[]> names = new ArrayList<>();
    names.add(keys.meta());
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(ascii(loader));
    arguments.add(ascii(runId));
    arguments.add(ascii(Integer.toString(cells.size())));
    cells.forEach((name, cell) -> {
      names.add(keys.cell(name));
      arguments.add(cell);
    });
    cells.forEach((name, cell) -> {
      if (cell.length > 0) {
        Cell filled = CellCodec.decode(name, cell);
        Listing.of(keys, name, filled).addTo(names, arguments);
        if (!filled.held().isEmpty()) {
          Listing.held(keys, name, filled).addTo(names, arguments);
        }
      }
    });
    return redis.run(Script.FILL, names, arguments).mapEmpty();
  }

  /** Ends a load: the cells are those of this watermark, or newer and replay will say so. */
  public Future<Void> loaded(String loader, String runId, IncarnationId own, Watermark watermark) {
    return redis
        .run(
            Script.LOADED,
            List.of(keys.meta()),
            List.of(
                ascii(loader),
                ascii(runId),
                WatermarkCodec.encode(watermark),
                ascii(own.toString())))
        .mapEmpty();
  }

  /** Opens the loaded partition to edges. */
  public Future<Void> adopt(String runId, Watermark watermark) {
    return redis
        .run(
            Script.ADOPT,
            List.of(keys.meta()),
            List.of(ascii(runId), WatermarkCodec.encode(watermark)))
        .mapEmpty();
  }
}
