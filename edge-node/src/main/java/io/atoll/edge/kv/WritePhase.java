package io.atoll.edge.kv;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Key;
import io.atoll.core.operation.Namespace;
import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.server.Exchange;
import io.atoll.edge.server.Occasionally;
import io.atoll.edge.write.Change;
import io.atoll.edge.write.WriteBudget;
import io.atoll.edge.write.WriteResult;
import io.atoll.edge.write.Writer;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PUT and DELETE of a register: check everything that the headers tell, read the body, write. */
public final class WritePhase {
  private static final Logger log = LoggerFactory.getLogger(WritePhase.class);

  static final CharSequence ATOLL_TTL = HttpHeaders.createOptimized("atoll-ttl");
  private static final CharSequence TRACE_PARENT = HttpHeaders.createOptimized("traceparent");
  private static final CharSequence FORWARDED = HttpHeaders.createOptimized("atoll; fwd=method");
  private static final List<CharSequence> CONDITIONS =
      List.of(
          HttpHeaders.IF_MATCH,
          HttpHeaders.IF_NONE_MATCH,
          HttpHeaders.createOptimized("if-unmodified-since"));
  private static final String DEFAULT_CONTENT_TYPE = "application/octet-stream";
  private static final int CONTENT_TYPE_LENGTH_MAX = 255;

  /** When the log is away, every write meets it. */
  private static final Duration LOG_PERIOD = Duration.ofSeconds(10);

  /** Of version 00 of the W3C trace context. */
  private static final int TRACE_PARENT_LENGTH = 55;

  private final Writer writer;
  private final WriteBudget budget;
  private final int valueBytesMax;
  private final Duration bodyMax;
  private final Occasionally worthALine;

  /**
   * @param bodyMax how long the server lets a client take, for the message
   */
  public WritePhase(
      Writer writer,
      WriteBudget budget,
      int valueBytesMax,
      Duration bodyMax,
      MonotonicClock clock) {
    this.writer = writer;
    this.budget = budget;
    this.valueBytesMax = valueBytesMax;
    this.bodyMax = bodyMax;
    this.worthALine = new Occasionally(clock, LOG_PERIOD);
  }

  void handle(Exchange exchange, Key key, Namespace namespace) {
    Problem condition = condition(exchange);
    if (condition != null) {
      KvHandler.refuse(exchange, condition);
    } else if (exchange.method().equals(HttpMethod.PUT)) {
      put(exchange, key, namespace);
    } else if (hasBody(exchange)) {
      KvHandler.refuse(exchange, KvProblems.unwantedBody("DELETE"));
    } else if (reserve(exchange, 0)) {
      write(exchange, key, new Change.Remove());
    }
  }

  /** A condition must not be ignored: it would turn a careful write into a careless one. */
  private static @Nullable Problem condition(Exchange exchange) {
    for (CharSequence field : CONDITIONS) {
      if (exchange.header(field) != null) {
        return KvProblems.conditionalWrite(field.toString());
      }
    }
    return null;
  }

  private void put(Exchange exchange, Key key, Namespace namespace) {
    Problem problem = headProblem(exchange);
    if (problem != null) {
      KvHandler.refuse(exchange, problem);
      return;
    }
    String ttl = exchange.header(ATOLL_TTL);
    Optional<Duration> life =
        ttl == null ? Optional.ofNullable(namespace.defaultTtl()) : TimeToLive.parse(ttl);
    if (ttl != null && life.isEmpty()) {
      KvHandler.refuse(exchange, KvProblems.timeToLive(ttl, TimeToLive.SECONDS_MAX));
      return;
    }
    long announced = contentLength(exchange);
    if (announced > valueBytesMax) {
      refuseBody(exchange, KvProblems.tooLarge(valueBytesMax));
      return;
    }
    int expected = announced < 0 ? valueBytesMax : (int) announced;
    if (reserve(exchange, expected)) {
      String given = exchange.header(HttpHeaders.CONTENT_TYPE);
      String contentType = given == null ? DEFAULT_CONTENT_TYPE : given;
      exchange.readBody(
          valueBytesMax,
          expected,
          body -> put(exchange, key, body, contentType, life.orElse(null)),
          () -> refuseBody(exchange, KvProblems.tooLarge(valueBytesMax)),
          () -> refuseBody(exchange, KvProblems.tooSlow(bodyMax.toMillis())));
    }
  }

  private void put(
      Exchange exchange, Key key, Bytes body, String contentType, @Nullable Duration life) {
    write(exchange, key, new Change.Put(body, contentType, life));
  }

  private @Nullable Problem headProblem(Exchange exchange) {
    String coding = exchange.header(HttpHeaders.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      exchange.put(HttpHeaders.ACCEPT_ENCODING, "identity");
      return KvProblems.contentEncoding(coding);
    }
    if (exchange.header(HttpHeaders.CONTENT_RANGE) != null) {
      return KvProblems.contentRange(); // RFC 9110 section 14.5
    }
    String type = exchange.header(HttpHeaders.CONTENT_TYPE);
    if (type != null && type.length() > CONTENT_TYPE_LENGTH_MAX) {
      return KvProblems.contentType(type.length(), CONTENT_TYPE_LENGTH_MAX);
    }
    boolean delimited =
        exchange.header(HttpHeaders.CONTENT_LENGTH) != null
            || exchange.header(HttpHeaders.TRANSFER_ENCODING) != null;
    return delimited ? null : KvProblems.needsLength();
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

  private boolean reserve(Exchange exchange, int bytes) {
    if (!budget.tryAcquire(bytes)) {
      exchange.retryAfterSeconds(1);
      refuseBody(exchange, KvProblems.overloaded());
      return false;
    }
    exchange.atEnd(() -> budget.release(bytes));
    return true;
  }

  /** The rest of the body is not worth reading: the connection ends with the answer. */
  private static void refuseBody(Exchange exchange, Problem problem) {
    exchange.cacheStatus(FORWARDED).problemAndClose(problem);
  }

  private void write(Exchange exchange, Key key, Change change) {
    exchange.cacheStatus(FORWARDED);
    exchange.await(
        writer.write(key, change, traceParent(exchange)),
        result -> answer(exchange, key, result),
        failure -> unconfirmed(exchange, key, failure));
  }

  private static @Nullable String traceParent(Exchange exchange) {
    String trace = exchange.header(TRACE_PARENT);
    return trace != null && trace.length() == TRACE_PARENT_LENGTH ? trace : null;
  }

  private void answer(Exchange exchange, Key key, WriteResult result) {
    switch (result) {
      case WriteResult.Visible visible -> visible(exchange, key, visible);
      case WriteResult.Saved saved ->
          exchange
              .put(HttpHeaders.CONTENT_TYPE, "application/json")
              .end(202, new JsonObject().put("position", saved.position().toString()).toBuffer());
      case WriteResult.Unconfirmed unconfirmed -> unconfirmed(exchange, key, unconfirmed.reason());
    }
  }

  private static void visible(Exchange exchange, Key key, WriteResult.Visible visible) {
    switch (visible.outcome()) {
      case CREATED -> tagged(exchange, visible).end(201);
      case REPLACED -> tagged(exchange, visible).end(204);
      // A later write of another region stands there: the tag is not this one's to tell.
      case REMOVED, SUPERSEDED, DUPLICATE, REPEATED, VOID, HELD -> exchange.end(204);
      case ABSENT -> exchange.problem(KvProblems.noValue(key));
    }
  }

  private static Exchange tagged(Exchange exchange, WriteResult.Visible visible) {
    return exchange.put(HttpHeaders.ETAG, "\"" + visible.position() + "\"");
  }

  private void unconfirmed(Exchange exchange, Key key, Throwable reason) {
    if (worthALine.now()) {
      log.atWarn().addKeyValue("key", key).setCause(reason).log("log did not confirm a write");
    }
    exchange.retryAfterSeconds(1).problem(KvProblems.logUnavailable());
  }
}
