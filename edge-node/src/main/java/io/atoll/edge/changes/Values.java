package io.atoll.edge.changes;

import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.ReadThrough;
import io.atoll.edge.json.CellJson;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Json;
import io.atoll.replication.changes.LoggedChange;
import io.atoll.replication.view.Reading;
import io.atoll.replication.view.View;
import io.atoll.replication.view.ViewUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** The values that changes have led to, or something newer. */
final class Values {
  private final ReadThrough reads;
  private final View view;
  private final Context context;
  private final WallClock clock;

  /** Reads on an event loop of its own choice. */
  Values(Vertx vertx, ReadThrough reads, View view, WallClock clock) {
    this.reads = reads;
    this.view = view;
    this.clock = clock;
    context = vertx.getOrCreateContext();
  }

  /**
   * Reads the cell of every change, each cell once. Blocks.
   *
   * @throws ViewUnavailableException if it can't be read now
   */
  List<Json> read(List<LoggedChange> changes) throws InterruptedException {
    Promise<List<Json>> done = Promise.promise();
    context.runOnContext(_ -> begin(changes).onComplete(done));
    try {
      return done.future().toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ViewUnavailableException unavailable) {
        throw unavailable;
      }
      throw new IllegalStateException("values could not be read", e.getCause());
    }
  }

  private Future<List<Json>> begin(List<LoggedChange> changes) {
    Map<CellName, Future<Json>> byName = new HashMap<>();
    List<Future<Json>> values = new ArrayList<>(changes.size());
    for (LoggedChange change : changes.reversed()) {
      // From the last one, so that the first reading covers all earlier changes of its cell.
      values.add(byName.computeIfAbsent(name(change), name -> read(name, change)));
    }
    return Future.all(values).map(_ -> values.reversed().stream().map(Future::result).toList());
  }

  private static CellName name(LoggedChange change) {
    String member = change.member();
    return member == null ? CellName.of(change.key()) : CellName.of(change.key(), member);
  }

  private Future<Json> read(CellName name, LoggedChange change) {
    return reads
        .fresh(name.key(), () -> view.read(name), Reading::runId)
        .map(reading -> {
          if (!reading.watermark().covers(change.at())) {
            throw new ViewUnavailableException(
                "the view is at %s, behind %s".formatted(reading.watermark(), change.at()));
          }
          return CellJson.of(reading.cell(), clock.millis());
        });
  }
}
