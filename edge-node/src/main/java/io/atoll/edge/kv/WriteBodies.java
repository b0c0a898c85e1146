package io.atoll.edge.kv;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Namespace;
import io.atoll.edge.server.Exchange;
import io.atoll.edge.write.WriteBudget;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The bodies of writes: none where none belongs, and no more of them than there is room for. */
public final class WriteBodies {
  private final WriteBudget budget;
  private final int valueBytesMax;
  private final Duration bodyMax;

  /**
   * @param bodyMax how long the server lets a client take, for the message
   */
  public WriteBodies(WriteBudget budget, int valueBytesMax, Duration bodyMax) {
    this.budget = budget;
    this.valueBytesMax = valueBytesMax;
    this.bodyMax = bodyMax;
  }

  /** Reads a body, bounded by what its namespace takes. */
  void body(Exchange exchange, Namespace namespace, Consumer<Bytes> then) {
    Integer own = namespace.valueBytesMax();
    int max = own == null ? valueBytesMax : Math.min(own, valueBytesMax);
    Problem problem = bodyProblem(exchange);
    if (problem != null) {
      KvHandler.refuse(exchange, problem);
      return;
    }
    long announced = contentLength(exchange);
    if (announced > max) {
      refuseBody(exchange, WriteProblems.tooLarge(max));
      return;
    }
    int expected = announced < 0 ? max : (int) announced;
    if (reserve(exchange, expected)) {
      exchange.readBody(
          max,
          expected,
          then::accept,
          () -> refuseBody(exchange, WriteProblems.tooLarge(max)),
          () -> refuseBody(exchange, WriteProblems.tooSlow(bodyMax.toMillis())));
    }
  }

  private static @Nullable Problem bodyProblem(Exchange exchange) {
    String coding = exchange.header(HttpHeaders.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      exchange.put(HttpHeaders.ACCEPT_ENCODING, "identity");
      return WriteProblems.contentEncoding(coding);
    }
    if (exchange.header(HttpHeaders.CONTENT_RANGE) != null) {
      return WriteProblems.contentRange(); // RFC 9110 section 14.5
    }
    boolean delimited =
        exchange.header(HttpHeaders.CONTENT_LENGTH) != null
            || exchange.header(HttpHeaders.TRANSFER_ENCODING) != null;
    return delimited ? null : WriteProblems.needsLength();
  }

  /** The announced length, or -1 for a chunked body. The HTTP decoder has checked its syntax. */
  private static long contentLength(Exchange exchange) {
    String text = exchange.header(HttpHeaders.CONTENT_LENGTH);
    return text == null ? -1 : Long.parseLong(text.strip());
  }

  static boolean hasBody(Exchange exchange) {
    String length = exchange.header(HttpHeaders.CONTENT_LENGTH);
    return (length != null && !length.equals("0"))
        || exchange.header(HttpHeaders.TRANSFER_ENCODING) != null;
  }

  /** Refuses a body where there is none. Returns whether the call may go on. */
  static boolean withoutBody(Exchange exchange) {
    if (hasBody(exchange)) {
      KvHandler.refuse(exchange, WriteProblems.unwantedBody(exchange.method().name()));
      return false;
    }
    return true;
  }

  /** Takes room for a write until the call is over; refuses the call if there is none. */
  boolean reserve(Exchange exchange, int bytes) {
    if (!budget.tryAcquire(bytes)) {
      exchange.retryAfterSeconds(1);
      refuseBody(exchange, WriteProblems.overloaded());
      return false;
    }
    exchange.atEnd(() -> budget.release(bytes));
    return true;
  }

  /** The rest of the body is not worth reading: the connection ends with the answer. */
  private static void refuseBody(Exchange exchange, Problem problem) {
    exchange.cacheStatus(WriteCalls.FORWARDED).problemAndClose(problem);
  }
}
