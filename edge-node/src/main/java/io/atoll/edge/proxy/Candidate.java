package io.atoll.edge.proxy;

import io.atoll.edge.encode.Compression;
import io.atoll.edge.http.Compressible;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.RequestDirectives;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.ResponsePolicy;
import io.atoll.edge.http.Reuse;
import io.atoll.edge.http.Tags;
import io.atoll.edge.invalidate.Purges;
import io.atoll.edge.invalidate.Purges.Verdict;
import io.atoll.edge.page.Description;
import io.atoll.edge.page.Page;
import io.atoll.edge.shared.Stored;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** An answer of the region's store that one request may have, if it is good enough. */
final class Candidate {
  private final Job job;
  private final Stored stored;
  private final ResponsePolicy policy;
  private final Compression compression;
  private final long nowMillis;
  private final Verdict verdict;
  private final Reuse reuse;

  /**
   * Holds it against all purges so far.
   *
   * @param nowMillis from before that: a purge that comes meanwhile counts for its page
   */
  Candidate(
      Job job,
      RequestDirectives directives,
      Stored stored,
      Purges purges,
      Compression compression,
      long nowMillis) {
    this.job = job;
    this.stored = stored;
    this.compression = compression;
    this.nowMillis = nowMillis;
    policy = ResponsePolicy.of(stored.head().fields());
    verdict =
        purges.verdict(
            job.key(),
            Tags.of(stored.head().fields()),
            stored.asked().standing(),
            stored.asked().millis(),
            stored.asked().here());
    reuse =
        Reuse.decide(freshness(), policy.control(), directives, verdict != Verdict.GOOD, nowMillis);
  }

  Verdict verdict() {
    return verdict;
  }

  /** What it is good for. */
  Reuse reuse() {
    return reuse;
  }

  /** See {@link Stored.Body#length}. */
  long length() {
    return stored.body().length();
  }

  /** All of it. */
  Future<Page> whole() {
    return switch (stored.body()) {
      case Stored.Whole(Buffer bytes) -> Future.succeededFuture(page(bytes));
      case Stored.InPieces pieces -> pieces.pieces().all().map(this::page);
    };
  }

  Page page(Buffer body) {
    return new Page(description(), body);
  }

  /** Held against all purges so far: from now on, those of this edge's clock count. */
  Description description() {
    ResponseHead head = stored.head();
    boolean compressible = job.route().config().compressed() && compression.includes(head);
    return new Description(
        compressible ? head.with(Compressible.varied(head.fields())) : head,
        freshness(),
        policy.control(),
        stored.vary(),
        stored.vary().variant(job.fields()),
        Tags.of(stored.head().fields()),
        nowMillis,
        compressible);
  }

  private Freshness freshness() {
    return new Freshness(
        stored.lifetimeSeconds(), stored.ageMillis() / 1000, nowMillis - stored.ageMillis() % 1000);
  }
}
