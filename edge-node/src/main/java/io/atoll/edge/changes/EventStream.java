package io.atoll.edge.changes;

import io.atoll.edge.server.HttpExchange;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * An answer that a thread of its own writes to its client. Every call waits until the socket has
 * taken what was written, so that a slow client slows down its own thread and nothing piles up.
 */
final class EventStream {
  /** The client is gone. */
  static final class ClosedException extends Exception {
    private static final long serialVersionUID = 1L;

    ClosedException(Throwable cause) {
      super(cause);
    }
  }

  private final HttpExchange exchange;
  private final Duration writeMax;

  /**
   * @param writeMax how long the client may take over one piece
   */
  EventStream(HttpExchange exchange, Duration writeMax) {
    this.exchange = exchange;
    this.writeMax = writeMax;
  }

  /** Begins the answer with a first piece. */
  void begin(Buffer first) throws ClosedException, TimeoutException, InterruptedException {
    await(() -> {
      exchange
          .put(HttpHeaders.CONTENT_TYPE, "text/event-stream")
          .put(HttpHeaders.CACHE_CONTROL, "no-store");
      return exchange.begin(200).setChunked(true).write(first);
    });
  }

  /**
   * Writes a piece.
   *
   * @throws ClosedException if the client is gone
   * @throws TimeoutException if it does not take it in time
   */
  void write(Buffer piece) throws ClosedException, TimeoutException, InterruptedException {
    await(() -> exchange.response().write(piece));
  }

  /** Ends the answer. */
  void end() {
    ifOpen(() -> exchange.response().end());
  }

  /** Answers with a problem, before anything else was. */
  void refuse(Problem problem) {
    ifOpen(() -> {
      if (problem.status() == 503) {
        exchange.retryAfterSeconds(1);
      }
      exchange.problem(problem);
    });
  }

  /** Breaks off an answer, so that its client knows. */
  void abort() {
    ifOpen(exchange::abort);
  }

  private void ifOpen(Runnable action) {
    exchange.runOnLoop(() -> {
      if (!exchange.isOver()) {
        action.run();
      }
    });
  }

  private void await(Supplier<Future<Void>> action)
      throws ClosedException, TimeoutException, InterruptedException {
    Promise<Void> done = Promise.promise();
    exchange.runOnLoop(() -> {
      if (exchange.isOver()) {
        done.fail("closed");
      } else {
        action.get().onComplete(done);
      }
    });
    try {
      done.future()
          .toCompletionStage()
          .toCompletableFuture()
          .get(writeMax.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | CompletionException e) {
      throw new ClosedException(e);
    }
  }
}
