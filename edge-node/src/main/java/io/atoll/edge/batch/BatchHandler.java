package io.atoll.edge.batch;

import io.atoll.core.operation.Bytes;
import io.atoll.edge.http.CacheStatus;
import io.atoll.edge.kv.KvHandler;
import io.atoll.edge.kv.Methods;
import io.atoll.edge.kv.SessionAnswers;
import io.atoll.edge.server.Exchange;
import io.atoll.edge.write.WriteBudget;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/batch}: up to {@link BatchConfig#operationsMax} calls of the data API, each with
 * its own answer, in their order. A batch that is not understood is refused as a whole before
 * anything is done; else the answer is 200, and what became of each operation is in it. Operations
 * on one path are done one after another, all others at once; they are as many writes as they would
 * be alone, none depending on another.
 */
public final class BatchHandler {
  /** Its only path. */
  public static final String PATH = "/v1/batch";

  static final Logger log = LoggerFactory.getLogger(BatchHandler.class);

  private final BatchConfig config;
  private final KvHandler data;
  private final SessionAnswers sessions;
  private final WriteBudget budget;
  private final Counter operations;

  /**
   * @param data answers the calls
   * @param sessions makes one token of those that the calls earn
   * @param budget in which a batch's bytes count as those of one write more
   */
  public BatchHandler(
      BatchConfig config,
      KvHandler data,
      SessionAnswers sessions,
      WriteBudget budget,
      MeterRegistry meters) {
    this.config = config;
    this.data = data;
    this.sessions = sessions;
    this.budget = budget;
    operations = meters.counter("atoll_edge_batch_operations");
  }

  /** Takes a request for {@link #PATH}. */
  public void handle(Exchange exchange) {
    exchange.cacheStatus(CacheStatus.own("batch"));
    if (!KvHandler.allows(exchange, Methods.POST)) {
      return;
    }
    int bytes = announced(exchange);
    if (bytes > config.bytesMax()) {
      exchange.problemAndClose(BatchProblems.tooLarge(config.bytesMax()));
    } else if (!budget.tryAcquire(bytes)) {
      exchange.retryAfterSeconds(1).problemAndClose(BatchProblems.overloaded());
    } else {
      exchange.atEnd(() -> budget.release(bytes));
      exchange.readBody(
          config.bytesMax(),
          bytes,
          body -> begin(exchange, body, bytes),
          () -> exchange.problemAndClose(BatchProblems.tooLarge(config.bytesMax())),
          () -> exchange.problemAndClose(BatchProblems.tooSlow()));
    }
  }

  /**
   * The body's length, or the bound if that is not told. The HTTP decoder has checked its syntax.
   */
  private int announced(Exchange exchange) {
    String length = exchange.header(HttpHeaders.CONTENT_LENGTH);
    return length == null
        ? config.bytesMax()
        : (int) Math.min(Long.parseLong(length.strip()), config.bytesMax() + 1L);
  }

  private void begin(Exchange exchange, Bytes body, int reserved) {
    List<Operation> all;
    try {
      all = OperationsReader.read(body, config.operationsMax());
    } catch (IllegalArgumentException e) {
      exchange.problem(BatchProblems.bad(String.valueOf(e.getMessage())));
      return;
    }
    operations.increment(all.size());
    BatchRun run = new BatchRun(exchange, config, all, sessions, this::call);
    exchange.atEnd(() -> {
      budget.release(reserved);
      run.letGo();
    });
    run.start();
  }

  private void call(Exchange operation, String path) {
    if (KvHandler.owns(path)) {
      data.handle(operation, path);
    } else {
      operation.problem(BatchProblems.notData(path));
    }
  }
}
