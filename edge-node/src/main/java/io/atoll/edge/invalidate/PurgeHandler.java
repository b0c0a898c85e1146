package io.atoll.edge.invalidate;

import io.atoll.core.operation.Bytes;
import io.atoll.edge.http.CacheStatus;
import io.atoll.edge.server.HttpExchange;
import io.atoll.edge.write.Change;
import io.atoll.edge.write.WriteResult;
import io.atoll.edge.write.WriteTerms;
import io.atoll.edge.write.Writer;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/purges}, for operators: writes the purge into the region's log, from where it
 * reaches every region. The answer is 200 when every edge of this region has applied it, 202 when
 * it is saved and on its way. Every one is noted in the log.
 */
public final class PurgeHandler {
  public static final String PATH = "/v1/purges";

  private static final Logger log = LoggerFactory.getLogger(PurgeHandler.class);
  private static final int BODY_BYTES_MAX = 4 << 10;
  private static final int BODY_BYTES_USUAL = 256;

  /** What was stored before is gone by then, or stale for so long that nobody may use it. */
  private static final Duration KEPT = Duration.ofDays(30);

  private final Access access;
  private final Writer writer;
  private final String region;

  public PurgeHandler(Access access, Writer writer, String region) {
    this.access = access;
    this.writer = writer;
    this.region = region;
  }

  public void handle(HttpExchange exchange) {
    exchange.cacheStatus(CacheStatus.own("purge"));
    if (!exchange.method().equals(HttpMethod.POST)) {
      exchange
          .put(HttpHeaders.ALLOW, "POST")
          .problemAndClose(Problem.of(405, "Method not known", "purges are made with POST"));
      return;
    }
    Optional<Problem> refusal = access.operator(exchange.header(HttpHeaders.AUTHORIZATION));
    if (refusal.isPresent()) {
      exchange.problemAndClose(refusal.get());
      return;
    }
    exchange.readBody(
        BODY_BYTES_MAX,
        BODY_BYTES_USUAL,
        body -> read(exchange, body),
        () ->
            exchange.problemAndClose(
                Problem.of(413, "Purge too large", "more than %d bytes".formatted(BODY_BYTES_MAX))),
        () -> exchange.problemAndClose(Problem.of(408, "Body too slow", "send it at once")));
  }

  private void read(HttpExchange exchange, Bytes body) {
    Purge purge;
    try {
      purge = PurgeRequest.parse(new JsonObject(Buffer.buffer(body.unsafeArray())));
    } catch (DecodeException | ClassCastException e) {
      exchange.problem(Problem.of(400, "Bad purge", "the body is no JSON object"));
      return;
    } catch (IllegalArgumentException e) {
      exchange.problem(Problem.of(400, "Bad purge", String.valueOf(e.getMessage())));
      return;
    }
    Change change = new Change.Put(Bytes.EMPTY, "text/plain", KEPT);
    exchange.await(
        writer.write(purge.key(), change, WriteTerms.NONE),
        result -> answer(exchange, purge, result),
        failure -> unconfirmed(exchange, purge, failure));
  }

  private void answer(HttpExchange exchange, Purge purge, WriteResult result) {
    switch (result) {
      case WriteResult.Visible visible ->
          answer(exchange, purge, 200, visible.position().toString());
      case WriteResult.Saved saved -> answer(exchange, purge, 202, saved.position().toString());
      case WriteResult.Unconfirmed unconfirmed ->
          unconfirmed(exchange, purge, unconfirmed.reason());
      case WriteResult.NeedsView needsView -> unconfirmed(exchange, purge, needsView.reason());
      case WriteResult.PreconditionFailed(), WriteResult.Unjudged _ ->
          throw new IllegalStateException("a purge has no condition, but one was judged");
    }
  }

  private void answer(HttpExchange exchange, Purge purge, int status, String position) {
    log.atInfo()
        .addKeyValue("purge", purge.key().name())
        .addKeyValue("position", position)
        .addKeyValue("client", exchange.clientAddress())
        .log("purged");
    exchange
        .put(HttpHeaders.CONTENT_TYPE, "application/json")
        .put(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(
            status,
            new JsonObject()
                .put("purge", purge.key().name())
                .put("region", region)
                .put("applied", status == 200)
                .put("position", position)
                .toBuffer());
  }

  private static void unconfirmed(HttpExchange exchange, Purge purge, Throwable reason) {
    log.atWarn().addKeyValue("purge", purge.key().name()).setCause(reason).log("not purged");
    exchange
        .retryAfterSeconds(1)
        .problem(
            Problem.of(
                503, "Log unavailable", "the region's log did not confirm the purge; try again"));
  }
}
