package io.atoll.edge.kv;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Durability;
import io.atoll.core.operation.Key;
import io.atoll.core.operation.Namespace;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.edge.peer.Confirmations;
import io.atoll.edge.server.Exchange;
import io.atoll.edge.server.Occasionally;
import io.atoll.edge.session.ClientSession;
import io.atoll.edge.session.Session;
import io.atoll.edge.session.Sighting;
import io.atoll.edge.write.Change;
import io.atoll.edge.write.WriteBudget;
import io.atoll.edge.write.WriteResult;
import io.atoll.edge.write.WriteTerms;
import io.atoll.edge.write.Writer;
import io.atoll.replication.cell.Outcome;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the writes of every kind have in common: their fields, their bodies, their answers. */
public final class WriteCalls {
  private static final Logger log = LoggerFactory.getLogger(WriteCalls.class);

  private static final CharSequence ATOLL_TTL = HttpHeaders.createOptimized("atoll-ttl");
  private static final CharSequence ATOLL_DURABILITY =
      HttpHeaders.createOptimized("atoll-durability");
  private static final CharSequence IDEMPOTENCY_KEY =
      HttpHeaders.createOptimized("idempotency-key");
  private static final CharSequence TRACE_PARENT = HttpHeaders.createOptimized("traceparent");
  private static final CharSequence IF_UNMODIFIED_SINCE =
      HttpHeaders.createOptimized("if-unmodified-since");
  private static final CharSequence FORWARDED = HttpHeaders.createOptimized("atoll; fwd=method");

  /** When the log is away, every write meets it. */
  private static final Duration LOG_PERIOD = Duration.ofSeconds(10);

  /** Of version 00 of the W3C trace context. */
  private static final int TRACE_PARENT_LENGTH = 55;

  private final Writer writer;
  private final SessionPhase sessions;
  private final SessionAnswers answers;
  private final Confirmations remote;
  private final WriteBudget budget;
  private final int valueBytesMax;
  private final Duration bodyMax;
  private final WallClock wallClock;
  private final Occasionally worthALine;

  /**
   * @param bodyMax how long the server lets a client take, for the message
   */
  public WriteCalls(
      Writer writer,
      SessionPhase sessions,
      SessionAnswers answers,
      Confirmations remote,
      WriteBudget budget,
      int valueBytesMax,
      Duration bodyMax,
      WallClock wallClock,
      MonotonicClock clock) {
    this.writer = writer;
    this.sessions = sessions;
    this.answers = answers;
    this.remote = remote;
    this.budget = budget;
    this.valueBytesMax = valueBytesMax;
    this.bodyMax = bodyMax;
    this.wallClock = wallClock;
    this.worthALine = new Occasionally(clock, LOG_PERIOD);
  }

  /** The terms of a write whose cell can have preconditions; null: it was refused. */
  public @Nullable WriteTerms terms(Exchange exchange, Namespace namespace) {
    if (exchange.header(IF_UNMODIFIED_SINCE) != null) {
      KvHandler.refuse(exchange, KvProblems.unmodifiedSince());
      return null;
    }
    String idempotencyKey = exchange.header(IDEMPOTENCY_KEY);
    if (idempotencyKey != null
        && (idempotencyKey.isEmpty()
            || idempotencyKey.length() > Operation.IDEMPOTENCY_KEY_LENGTH_MAX)) {
      KvHandler.refuse(exchange, KvProblems.idempotencyKey(idempotencyKey.length()));
      return null;
    }
    Durability durability = durability(exchange, namespace);
    if (durability == null) {
      return null;
    }
    if (durability == Durability.REMOTE && !remote.isPossible()) {
      KvHandler.refuse(exchange, KvProblems.noOtherRegion());
      return null;
    }
    ClientSession session = sessions.beginWrite(exchange);
    if (session == null) {
      return null;
    }
    String trace = exchange.header(TRACE_PARENT);
    return new WriteTerms(
        session,
        durability,
        Preconditions.of(exchange, wallClock),
        idempotencyKey,
        trace != null && trace.length() == TRACE_PARENT_LENGTH ? trace : null);
  }

  private static @Nullable Durability durability(Exchange exchange, Namespace namespace) {
    String asked = exchange.header(ATOLL_DURABILITY);
    if (asked == null) {
      return namespace.durability();
    }
    for (Durability durability : Durability.values()) {
      if (durability.name().toLowerCase(Locale.ROOT).equals(asked)) {
        return durability;
      }
    }
    KvHandler.refuse(exchange, KvProblems.durability(asked));
    return null;
  }

  /** The terms of a write to a member, which can't have preconditions; null: it was refused. */
  @Nullable WriteTerms memberTerms(Exchange exchange, Namespace namespace) {
    if (Preconditions.are(exchange)) {
      KvHandler.refuse(exchange, KvProblems.conditionalMember());
      return null;
    }
    return terms(exchange, namespace);
  }

  /**
   * How long a write is to live.
   *
   * @return null: the call was refused
   */
  TimeToLive.@Nullable Life timeToLive(Exchange exchange, Namespace namespace) {
    String ttl = exchange.header(ATOLL_TTL);
    if (ttl == null) {
      return new TimeToLive.Life(namespace.defaultTtl());
    }
    Optional<Duration> life = TimeToLive.parse(ttl);
    if (life.isEmpty()) {
      KvHandler.refuse(exchange, KvProblems.timeToLive(ttl, TimeToLive.SECONDS_MAX));
      return null;
    }
    return new TimeToLive.Life(life.get());
  }

  /** Refuses a time to live where nothing expires. Returns whether there was none. */
  boolean withoutTimeToLive(Exchange exchange, String what) {
    if (exchange.header(ATOLL_TTL) == null) {
      return true;
    }
    KvHandler.refuse(exchange, KvProblems.noTimeToLive(what));
    return false;
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
      refuseBody(exchange, KvProblems.tooLarge(max));
      return;
    }
    int expected = announced < 0 ? max : (int) announced;
    if (reserve(exchange, expected)) {
      exchange.readBody(
          max,
          expected,
          then::accept,
          () -> refuseBody(exchange, KvProblems.tooLarge(max)),
          () -> refuseBody(exchange, KvProblems.tooSlow(bodyMax.toMillis())));
    }
  }

  private static @Nullable Problem bodyProblem(Exchange exchange) {
    String coding = exchange.header(HttpHeaders.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      exchange.put(HttpHeaders.ACCEPT_ENCODING, "identity");
      return KvProblems.contentEncoding(coding);
    }
    if (exchange.header(HttpHeaders.CONTENT_RANGE) != null) {
      return KvProblems.contentRange(); // RFC 9110 section 14.5
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

  /** Refuses a body where there is none. Returns whether the call may go on. */
  static boolean withoutBody(Exchange exchange) {
    if (hasBody(exchange)) {
      KvHandler.refuse(exchange, KvProblems.unwantedBody(exchange.method().name()));
      return false;
    }
    return true;
  }

  /** Takes room for a write until the call is over; refuses the call if there is none. */
  boolean reserve(Exchange exchange, int bytes) {
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

  /**
   * Writes, and answers whatever comes of it but success. What depends on what is there waits until
   * this region has what the client has seen; anything else comes after it by its stamp.
   *
   * @param visible answers that it is done
   */
  public void write(
      Exchange exchange,
      Key key,
      Change change,
      WriteTerms terms,
      Consumer<WriteResult.Visible> visible) {
    exchange.cacheStatus(FORWARDED);
    if (terms.precondition() != null || change.needsView()) {
      sessions.write(
          exchange, key, terms.session(), () -> append(exchange, key, change, terms, visible));
    } else {
      append(exchange, key, change, terms, visible);
    }
  }

  private void append(
      Exchange exchange,
      Key key,
      Change change,
      WriteTerms terms,
      Consumer<WriteResult.Visible> visible) {
    exchange.await(
        writer.write(key, change, terms),
        result -> answer(exchange, key, terms, result, visible),
        failure -> unconfirmed(exchange, key, failure));
  }

  private void answer(
      Exchange exchange,
      Key key,
      WriteTerms terms,
      WriteResult result,
      Consumer<WriteResult.Visible> visible) {
    switch (result) {
      case WriteResult.Visible done when done.outcome() == Outcome.VOID -> {
        // What came between stands before it in the log, so a read elsewhere shows it too.
        gained(exchange, terms, done.position(), HybridTimestamp.ZERO);
        exchange.problem(KvProblems.overtaken());
      }
      case WriteResult.Visible done -> {
        gained(exchange, terms, done.position(), done.effective());
        confirmed(exchange, terms, done.position(), () -> visible.accept(done));
      }
      case WriteResult.Saved saved -> {
        gained(exchange, terms, saved.position(), saved.stamp());
        confirmed(exchange, terms, saved.position(), () -> saved(exchange, saved.position()));
      }
      case WriteResult.PreconditionFailed() -> exchange.problem(KvProblems.preconditionFailed());
      case WriteResult.Unjudged unjudged -> {
        gained(exchange, terms, unjudged.position(), HybridTimestamp.ZERO);
        exchange.problem(KvProblems.unjudged(unjudged.position().toString()));
      }
      case WriteResult.NeedsView _ ->
          exchange.retryAfterSeconds(1).problem(KvProblems.writeNeedsView());
      case WriteResult.Unconfirmed unconfirmed -> unconfirmed(exchange, key, unconfirmed.reason());
    }
  }

  /** Goes on when the write is as durable as it was asked to be. */
  private void confirmed(Exchange exchange, WriteTerms terms, Position at, Runnable then) {
    if (terms.durability() == Durability.LOCAL) {
      then.run();
      return;
    }
    Runnable late =
        () ->
            exchange.problem(
                KvProblems.unconfirmedRemotely(at.toString(), remote.patience().toMillis()));
    exchange.await(
        remote.await(at),
        inTime -> {
          if (inTime) {
            then.run();
          } else {
            late.run();
          }
        },
        _ -> late.run());
  }

  private void gained(Exchange exchange, WriteTerms terms, Position at, HybridTimestamp stamp) {
    answers.gained(exchange, terms.session(), Session.ofWrite(at, stamp));
  }

  /** Lets the answer tell a client that it has seen this too, what it wrote included. */
  void saw(Exchange exchange, WriteTerms terms, Sighting sighting) {
    answers.saw(exchange, terms.session(), sighting);
  }

  /** Answers that a write is saved, and may not be seen yet. */
  static void saved(Exchange exchange, Position position) {
    exchange
        .put(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(202, new JsonObject().put("position", position.toString()).toBuffer());
  }

  private void unconfirmed(Exchange exchange, Key key, Throwable reason) {
    if (worthALine.now()) {
      log.atWarn().addKeyValue("key", key).setCause(reason).log("log did not confirm a write");
    }
    exchange.retryAfterSeconds(1).problem(KvProblems.logUnavailable());
  }

  /** The status of a write that is done. */
  static int status(Outcome outcome) {
    return outcome == Outcome.CREATED ? 201 : 204;
  }
}
