package io.atoll.edge.proxy;

import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.edge.http.ByteRanges;
import io.atoll.edge.http.CacheStatus;
import io.atoll.edge.http.CacheStatus.Forwarded;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Methods;
import io.atoll.edge.proxy.RouteMetrics.Outcome;
import io.atoll.edge.server.Occasionally;
import io.atoll.edge.upstream.BodyBounds;
import io.atoll.edge.upstream.Outbound;
import io.atoll.edge.upstream.UpstreamAnswer;
import io.atoll.edge.upstream.UpstreamException;
import io.atoll.edge.upstream.UpstreamException.Kind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the upstream for one client alone, and stores nothing but parts that may be. */
final class ForwardPhase {
  private static final Logger log = LoggerFactory.getLogger(ForwardPhase.class);

  /** Every request may meet a failing upstream; metrics count them all. */
  private static final Duration COMPLAINT_PERIOD = Duration.ofSeconds(1);

  private final Origins origins;
  private final Doubts doubts;
  private final Answers answers;
  private final PartKeeper parts;
  private final WallClock wall;
  private final String via;
  private final Occasionally complaints;

  ForwardPhase(
      Origins origins,
      Doubts doubts,
      Answers answers,
      PartKeeper parts,
      WallClock wall,
      String via,
      MonotonicClock clock) {
    this.origins = origins;
    this.doubts = doubts;
    this.answers = answers;
    this.parts = parts;
    this.wall = wall;
    this.via = via;
    complaints = new Occasionally(clock, COMPLAINT_PERIOD);
  }

  /**
   * @param detail for {@code Cache-Status}, or null
   */
  void handle(Visit visit, Forwarded why, @Nullable String detail) {
    BodyBounds bounds = visit.route().config().body();
    if (RequestBody.isLonger(visit.fields(), bounds.bytesMax())) {
      visit.exchange().cacheStatus(CacheStatus.own("refused"));
      visit.exchange().problemAndClose(ProxyProblems.bodyTooLarge(bounds.bytesMax()));
      return;
    }
    Outbound.Body body = RequestBody.hold(visit.exchange(), visit.fields(), bounds);
    Outbound outbound = visit.outbound(ranged(visit.allFields()), via, body);
    long askedMillis = wall.millis();
    Future<UpstreamAnswer> asked = origins.ask(visit.route(), outbound);
    visit
        .exchange()
        .await(
            asked,
            answer -> {
              if (Methods.isSafe(visit.exchange().method().name())) {
                relay(visit, answer, why, detail, askedMillis);
              } else {
                visit
                    .exchange()
                    .await(
                        doubts.raise(visit, answer.head()),
                        _ -> relay(visit, answer, why, detail, askedMillis),
                        failure -> fail(visit, why, failure));
              }
            },
            failure -> fail(visit, why, failure));
    // Nobody reads an answer whose client is gone.
    asked.onSuccess(answer -> {
      if (visit.exchange().isOver()) {
        answer.cancel();
      }
    });
  }

  private void relay(
      Visit visit,
      UpstreamAnswer answer,
      Forwarded why,
      @Nullable String detail,
      long askedMillis) {
    visit.route().metrics().count(Outcome.PASS);
    PartKeeper.Tap tap = isKept(visit, why) ? parts.tap(visit, answer.head(), askedMillis) : null;
    int status = answer.head().status();
    answers.relay(
        visit, answer, CacheStatus.forwarded(why, status, tap != null, false, detail), tap);
  }

  /** Whether parts that it gets are to be kept. */
  private static boolean isKept(Visit visit, Forwarded why) {
    return why != Forwarded.BYPASS
        && why != Forwarded.METHOD
        && visit.exchange().method().name().equals("GET");
  }

  /** RFC 9110 section 17.15: ranges beyond reason are no upstream's trouble. */
  private static FieldList ranged(FieldList fields) {
    if (!fields.has("range")) {
      return fields;
    }
    String asked = fields.single("range");
    String joined = asked == null ? null : ByteRanges.forUpstream(asked);
    return joined == null ? fields.without("range"::equals) : fields.with("range", joined);
  }

  /** Answers that no answer came. */
  void fail(Visit visit, Forwarded why, Throwable failure) {
    if (failure instanceof UpstreamException broken && broken.kind() == Kind.BODY_BROKEN_OFF) {
      return; // its client is gone, or being told: the exchange is over, or about to be
    }
    visit.route().metrics().count(Outcome.ERROR);
    if (!(failure instanceof UpstreamException known)) {
      throw new IllegalStateException("expected an UpstreamException, but got another", failure);
    }
    if (!known.isOfClient() && complaints.now()) {
      log.atWarn()
          .addKeyValue("route", visit.route().config().name())
          .setCause(known)
          .log("no answer from upstream");
    }
    String kind = known.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    String detail = known.isOfClient() ? kind : "upstream-" + kind;
    visit.exchange().cacheStatus(CacheStatus.forwarded(why, 0, false, false, detail));
    if (RequestBody.isIn(visit.fields())) {
      // What is left of the body would be taken for the next request.
      visit.exchange().problemAndClose(ProxyProblems.upstream(known));
    } else {
      visit.exchange().problem(ProxyProblems.upstream(known));
    }
  }
}
