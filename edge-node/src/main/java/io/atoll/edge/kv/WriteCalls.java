package io.atoll.edge.kv;

import io.atoll.core.operation.Durability;
import io.atoll.core.operation.Key;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.peer.Confirmations;
import io.atoll.edge.server.Exchange;
import io.atoll.edge.server.Occasionally;
import io.atoll.edge.session.Session;
import io.atoll.edge.session.Sighting;
import io.atoll.edge.write.Change;
import io.atoll.edge.write.WriteResult;
import io.atoll.edge.write.WriteTerms;
import io.atoll.edge.write.Writer;
import io.atoll.replication.cell.Outcome;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of the writes of every kind, and what is answered. */
public final class WriteCalls {
  private static final Logger log = LoggerFactory.getLogger(WriteCalls.class);

  /** What {@code Cache-Status} says of them. */
  static final CharSequence FORWARDED = HttpHeaders.createOptimized("atoll; fwd=method");

  /** When the log is away, every write meets it. */
  private static final Duration LOG_PERIOD = Duration.ofSeconds(10);

  private final Writer writer;
  private final SessionPhase sessions;
  private final SessionAnswers answers;
  private final Confirmations remote;
  private final Occasionally worthALine;

  public WriteCalls(
      Writer writer,
      SessionPhase sessions,
      SessionAnswers answers,
      Confirmations remote,
      MonotonicClock clock) {
    this.writer = writer;
    this.sessions = sessions;
    this.answers = answers;
    this.remote = remote;
    this.worthALine = new Occasionally(clock, LOG_PERIOD);
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
        exchange.problem(WriteProblems.overtaken());
      }
      case WriteResult.Visible done -> {
        gained(exchange, terms, done.position(), done.effective());
        confirmed(exchange, terms, done.position(), () -> visible.accept(done));
      }
      case WriteResult.Saved saved -> {
        gained(exchange, terms, saved.position(), saved.stamp());
        confirmed(exchange, terms, saved.position(), () -> saved(exchange, saved.position()));
      }
      case WriteResult.PreconditionFailed() -> exchange.problem(WriteProblems.preconditionFailed());
      case WriteResult.Unjudged unjudged -> {
        gained(exchange, terms, unjudged.position(), HybridTimestamp.ZERO);
        exchange.problem(WriteProblems.unjudged(unjudged.position().toString()));
      }
      case WriteResult.NeedsView _ ->
          exchange.retryAfterSeconds(1).problem(WriteProblems.writeNeedsView());
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
                WriteProblems.unconfirmedRemotely(at.toString(), remote.patience().toMillis()));
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
    exchange.retryAfterSeconds(1).problem(WriteProblems.logUnavailable());
  }

  /** The status of a write that is done. */
  static int status(Outcome outcome) {
    return outcome == Outcome.CREATED ? 201 : 204;
  }
}
