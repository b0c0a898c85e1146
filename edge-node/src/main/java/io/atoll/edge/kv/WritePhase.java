package io.atoll.edge.kv;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Key;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Namespace;
import io.atoll.edge.cache.Lookup;
import io.atoll.edge.cache.ReadThrough;
import io.atoll.edge.server.Exchange;
import io.atoll.edge.write.Change;
import io.atoll.edge.write.WriteResult;
import io.atoll.edge.write.WriteTerms;
import io.atoll.replication.cell.Json;
import io.atoll.replication.cell.Outcome;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;

/**
 * Writes to registers, counters and documents: check everything that the fields tell, read the
 * body, write, answer.
 */
public final class WritePhase {
  private static final String DEFAULT_CONTENT_TYPE = "application/octet-stream";
  private static final int CONTENT_TYPE_LENGTH_MAX = 255;

  /** RFC 7396 section 4. */
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private static final CharSequence ACCEPT_PATCH = HttpHeaders.createOptimized("accept-patch");

  private final WriteFields fields;
  private final WriteBodies bodies;
  private final WriteCalls calls;
  private final ReadThrough reads;

  public WritePhase(WriteFields fields, WriteBodies bodies, WriteCalls calls, ReadThrough reads) {
    this.fields = fields;
    this.bodies = bodies;
    this.calls = calls;
    this.reads = reads;
  }

  void handle(Exchange exchange, Key key, Namespace namespace) {
    WriteTerms terms = fields.terms(exchange, namespace);
    if (terms == null) {
      return;
    }
    boolean delete = exchange.method().equals(HttpMethod.DELETE);
    switch (namespace.kind()) {
      case REGISTER -> {
        if (delete) {
          remove(exchange, key, new Change.Remove(), terms);
        } else {
          putRegister(exchange, key, namespace, terms);
        }
      }
      case COUNTER -> {
        if (delete) {
          remove(exchange, key, new Change.Reset(), terms);
        } else if (TimeToLive.isAbsent(exchange, "counter")) {
          bodies.body(exchange, namespace, body -> add(exchange, key, body, terms));
        }
      }
      case DOCUMENT -> {
        if (delete) {
          remove(exchange, key, new Change.RemoveDocument(), terms);
        } else if (exchange.method().equals(HttpMethod.PUT)) {
          putDocument(exchange, key, namespace, terms);
        } else if (isMergePatch(exchange)
            && TimeToLive.isAbsent(exchange, "patch; set it with PUT: a patch")) {
          bodies.body(
              exchange,
              namespace,
              body -> document(exchange, key, body, new Change.PatchDocument(body), terms));
        }
      }
      case SET, LEADERBOARD ->
          throw new IllegalStateException("expected a key of one cell, but %s".formatted(key));
    }
  }

  private void remove(Exchange exchange, Key key, Change change, WriteTerms terms) {
    if (WriteBodies.withoutBody(exchange) && bodies.reserve(exchange, 0)) {
      calls.write(exchange, key, change, terms, _ -> exchange.end(204));
    }
  }

  private void putRegister(Exchange exchange, Key key, Namespace namespace, WriteTerms terms) {
    String given = exchange.header(HttpHeaders.CONTENT_TYPE);
    String contentType = given == null ? DEFAULT_CONTENT_TYPE : given;
    if (contentType.length() > CONTENT_TYPE_LENGTH_MAX) {
      KvHandler.refuse(
          exchange, WriteProblems.contentType(contentType.length(), CONTENT_TYPE_LENGTH_MAX));
      return;
    }
    TimeToLive.Life life = TimeToLive.of(exchange, namespace);
    if (life != null) {
      bodies.body(
          exchange,
          namespace,
          body ->
              calls.write(
                  exchange,
                  key,
                  new Change.Put(body, contentType, life.duration()),
                  terms,
                  done -> register(exchange, done)));
    }
  }

  private static void register(Exchange exchange, WriteResult.Visible done) {
    Outcome outcome = done.outcome();
    // A later write of another region may stand there: the tag is not this one's to tell then.
    if (outcome == Outcome.CREATED || outcome == Outcome.REPLACED) {
      exchange.put(HttpHeaders.ETAG, "\"" + done.position() + "\"");
    }
    exchange.end(WriteCalls.status(outcome));
  }

  private void add(Exchange exchange, Key key, Bytes body, WriteTerms terms) {
    Long delta = JsonBody.number(exchange, body, "delta", Mutation.NUMBER_MAX);
    if (delta != null) {
      calls.write(
          exchange,
          key,
          new Change.Add(delta),
          terms,
          done ->
              exchange.await(
                  reads.load(key),
                  read -> {
                    Lookup there = read.lookup(done.effective());
                    calls.saw(exchange, terms, there.sighting());
                    counted(exchange, there);
                  },
                  // It is done: an answer that asks for a repeat would count it twice.
                  _ -> WriteCalls.saved(exchange, done.position())));
    }
  }

  /** The value as it is now: with this addition, and whatever else has come. */
  private static void counted(Exchange exchange, Lookup lookup) {
    switch (lookup) {
      case Lookup.Present present ->
          exchange
              .put(HttpHeaders.ETAG, present.entityTag())
              .put(HttpHeaders.CONTENT_TYPE, present.contentType())
              .end(200, present.value());
      case Lookup.Absent _ -> ReadPhase.zero(exchange);
    }
  }

  private void putDocument(Exchange exchange, Key key, Namespace namespace, WriteTerms terms) {
    TimeToLive.Life life = TimeToLive.of(exchange, namespace);
    if (life != null) {
      bodies.body(
          exchange,
          namespace,
          body ->
              document(exchange, key, body, new Change.PutDocument(body, life.duration()), terms));
    }
  }

  /**
   * Whether a patch is of the one form that is known (RFC 5789 section 2.2); else it is refused.
   */
  private static boolean isMergePatch(Exchange exchange) {
    String type = exchange.header(HttpHeaders.CONTENT_TYPE);
    String bare = type == null ? MERGE_PATCH : type.split(";", 2)[0].strip();
    if (bare.equalsIgnoreCase(MERGE_PATCH) || bare.equalsIgnoreCase("application/json")) {
      return true;
    }
    exchange.put(ACCEPT_PATCH, MERGE_PATCH);
    KvHandler.refuse(exchange, WriteProblems.patchType(bare, MERGE_PATCH));
    return false;
  }

  private void document(Exchange exchange, Key key, Bytes body, Change change, WriteTerms terms) {
    try {
      Json.object(body);
    } catch (IllegalArgumentException e) {
      KvHandler.refuse(exchange, WriteProblems.badJson(String.valueOf(e.getMessage())));
      return;
    }
    calls.write(
        exchange,
        key,
        change,
        terms,
        done ->
            exchange.await(
                reads.load(key),
                read -> {
                  Lookup there = read.lookup(done.effective());
                  calls.saw(exchange, terms, there.sighting());
                  if (there instanceof Lookup.Present present) {
                    exchange.put(HttpHeaders.ETAG, present.entityTag());
                  }
                  exchange.end(WriteCalls.status(done.outcome()));
                },
                _ -> exchange.end(WriteCalls.status(done.outcome()))));
  }
}
