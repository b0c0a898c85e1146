package io.atoll.edge.batch;

import io.atoll.edge.kv.SessionAnswers;
import io.atoll.edge.server.Exchange;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way: operations on one path one after another, as many paths at once as may be.
 * Used on its exchange's event loop only.
 */
final class BatchRun {
  /** Under way at one time: bounds what their answers take up together. */
  private static final int PATHS_AT_ONCE = 32;

  private final Exchange batch;
  private final BatchConfig config;
  private final SessionAnswers sessions;
  private final BiConsumer<Exchange, String> data;
  private final Queue<Lane> waiting = new ArrayDeque<>();
  private final List<Lane> running = new ArrayList<>();
  private final Buffer[] results;
  private final Set<String> tokens = new HashSet<>();
  private int left;
  private long answerBytes;
  private boolean starting;

  /**
   * @param data answers a call of the data API, with its path
   */
  BatchRun(
      Exchange batch,
      BatchConfig config,
      List<Operation> operations,
      SessionAnswers sessions,
      BiConsumer<Exchange, String> data) {
    this.batch = batch;
    this.config = config;
    this.sessions = sessions;
    this.data = data;
    this.left = operations.size();
    this.results = new Buffer[operations.size()];
    Map<String, Lane> byPath = new LinkedHashMap<>();
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      byPath
          .computeIfAbsent(operation.path(), _ -> new Lane())
          .operations
          .add(new Numbered(i, operation));
    }
    waiting.addAll(byPath.values());
  }

  private record Numbered(int index, Operation operation) {}

  /** The operations on one path. */
  private final class Lane {
    private final Queue<Numbered> operations = new ArrayDeque<>();
    private @Nullable BatchedExchange current;

    /** Goes on until one does not end at once, which then comes back here; or to the end. */
    void run() {
      for (Numbered next = operations.poll(); next != null; next = operations.poll()) {
        int index = next.index;
        boolean[] atOnce = {true};
        BatchedExchange exchange =
            new BatchedExchange(
                batch,
                next.operation,
                answered -> {
                  keep(index, answered);
                  if (!atOnce[0]) {
                    run();
                  }
                });
        current = exchange;
        call(exchange);
        atOnce[0] = false;
        if (!exchange.isOver()) {
          return;
        }
      }
      running.remove(this);
      start();
    }
  }

  /** Begins what may begin. */
  void start() {
    if (starting) {
      return; // a path that ended at once: the loop below goes on
    }
    starting = true;
    while (running.size() < PATHS_AT_ONCE && !waiting.isEmpty()) {
      Lane lane = waiting.remove();
      running.add(lane);
      lane.run();
    }
    starting = false;
  }

  private void call(BatchedExchange exchange) {
    try {
      data.accept(exchange, exchange.path());
    } catch (RuntimeException e) {
      exchange.failed(e);
    }
  }

  private void keep(int index, BatchedExchange answered) {
    Buffer content = answered.content();
    String token = answered.answerFields().remove(SessionAnswers.ATOLL_SESSION.toString());
    if (token != null) {
      tokens.add(token);
    }
    answerBytes += content == null ? 0 : content.length();
    // What writes are answered is short, and must not be lost.
    if (answerBytes > config.bytesMax() && answered.method().equals(HttpMethod.GET)) {
      answerBytes -= content == null ? 0 : content.length();
      results[index] = Result.of(BatchProblems.answersTooLarge(config.bytesMax()));
    } else {
      results[index] = Result.of(answered.status(), answered.answerFields(), content);
    }
    if (--left == 0) {
      sessions.earned(batch, tokens);
      batch
          .put(HttpHeaders.CONTENT_TYPE, "application/json")
          .put(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(200, Result.all(results));
    }
  }

  /** Nobody waits for it any more: what has not begun does not begin. */
  void letGo() {
    waiting.clear();
    running.forEach(lane -> {
      lane.operations.clear();
      if (lane.current != null) {
        lane.current.letGo();
      }
    });
  }
}
