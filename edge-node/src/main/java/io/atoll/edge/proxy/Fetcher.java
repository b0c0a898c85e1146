package io.atoll.edge.proxy;

import io.atoll.core.time.WallClock;
import io.atoll.edge.encode.Compression;
import io.atoll.edge.http.Compressible;
import io.atoll.edge.http.Field;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.HttpTime;
import io.atoll.edge.http.RequestHead;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.ResponsePolicy;
import io.atoll.edge.http.Revalidation;
import io.atoll.edge.http.Statuses;
import io.atoll.edge.http.Storing;
import io.atoll.edge.http.Vary;
import io.atoll.edge.page.Fetch;
import io.atoll.edge.page.Fetched;
import io.atoll.edge.page.Fetches;
import io.atoll.edge.page.Page;
import io.atoll.edge.page.Pages;
import io.atoll.edge.page.SharedBody;
import io.atoll.edge.shared.Fill;
import io.atoll.edge.shared.Stored;
import io.atoll.edge.upstream.UpstreamAnswer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs fetches: asks, judges the answer, tells those who wait, stores it. It goes on without the
 * client that began it, unless the answer was for that one alone.
 */
final class Fetcher {
  /** So long a URI is taken to have answers for one client each, once one was. */
  private static final Duration ALONE = Duration.ofSeconds(10);

  /**
   * How a fetch went.
   *
   * @param answer what {@link Fetched.Alone} is about, for the one who began, or where a body comes
   *     from; else null
   * @param fill how the region is told
   * @param chunks where a body comes from that the region has; else null
   */
  record Led(
      Fetched fetched, @Nullable UpstreamAnswer answer, Fill fill, Stored.@Nullable Chunks chunks) {
    Led(Fetched fetched, @Nullable UpstreamAnswer answer) {
      this(fetched, answer, Fill.NONE, null);
    }
  }

  private final RegionTurns turns;
  private final Origins origins;
  private final Pages pages;
  private final Fetches fetches;
  private final Compression compression;
  private final WallClock clock;
  private final long objectBytesMax;

  Fetcher(
      RegionTurns turns,
      Origins origins,
      Pages pages,
      Fetches fetches,
      Compression compression,
      WallClock clock,
      long objectBytesMax) {
    this.turns = turns;
    this.origins = origins;
    this.pages = pages;
    this.fetches = fetches;
    this.compression = compression;
    this.clock = clock;
    this.objectBytesMax = objectBytesMax;
  }

  /**
   * Fails with an {@link io.atoll.edge.upstream.UpstreamException} if there is no answer.
   *
   * @param waited whether somebody has waited for this answer for too long already
   */
  Future<Led> run(Job job, Fetch fetch, boolean waited) {
    return turns
        .take(job, waited)
        .compose(next ->
            switch (next) {
              case RegionTurns.Next.Ask(Job asking, Fill fill) -> ask(asking, fill);
              case RegionTurns.Next.Have(Fetched found, Stored.@Nullable Chunks chunks) -> {
                keep(job, found);
                yield Future.succeededFuture(new Led(found, null, Fill.NONE, chunks));
              }
            })
        .onComplete(
            led -> {
              fetch.complete(led.fetched());
              if (!(led.fetched() instanceof Fetched.Coming)) {
                fetches.end(job.fetchKey(), fetch);
              }
            },
            failure -> {
              fetch.fail(failure);
              fetches.end(job.fetchKey(), fetch);
            })
        .onSuccess(led -> {
          if (led.fetched() instanceof Fetched.Coming coming) {
            if (led.answer() != null) {
              fill(job, fetch, coming, led.fill(), led.answer().response());
            } else if (led.chunks() != null) {
              Filling filling = new Filling(coming, page -> pages.store(job.key(), page));
              read(job, fetch, filling, coming, led.chunks(), 0);
            }
          }
        });
  }

  private void keep(Job job, Fetched found) {
    switch (found) {
      case Fetched.Whole(Page page, int _, boolean _) -> pages.store(job.key(), page);
      case Fetched.Alone() -> pages.noteAlone(job.key(), clock.millis() + ALONE.toMillis());
      case Fetched.Coming _, Fetched.StaleOnError _ -> {
        // Kept once it is whole; never found.
      }
    }
  }

  /** Passes on a body that the region has, as fast as it is read. */
  private void read(
      Job job,
      Fetch fetch,
      Filling filling,
      Fetched.Coming coming,
      Stored.Chunks chunks,
      int number) {
    if (number == chunks.count()) {
      filling.end(true);
      fetches.end(job.fetchKey(), fetch);
      return;
    }
    chunks
        .read()
        .apply(number)
        .onComplete(
            chunk -> {
              Runnable next = () -> read(job, fetch, filling, coming, chunks, number + 1);
              coming.body().source(next, () -> {});
              if (filling.append(chunk)) {
                next.run();
              }
            },
            _ -> {
              filling.end(false);
              fetches.end(job.fetchKey(), fetch);
            });
  }

  private Future<Led> ask(Job job, Fill fill) {
    long askedMillis = clock.millis();
    Page stale = job.stale();
    List<Field> conditions =
        stale == null ? List.of() : Revalidation.conditions(stale.head().fields());
    FieldList fields = job.outbound().fields();
    FieldList sent =
        conditions.isEmpty()
            ? fields
            : new FieldList(Stream.concat(fields.all().stream(), conditions.stream()).toList());
    return origins
        .ask(job.route(), job.outbound().with(sent))
        .transform(result -> {
          if (result.failed()) {
            fill.release();
            return stale != null && job.ifError()
                ? Future.succeededFuture(new Led(new Fetched.StaleOnError(stale, 0), null))
                : Future.failedFuture(result.cause());
          }
          return judge(job, fill, result.result(), askedMillis);
        });
  }

  private Future<Led> judge(Job job, Fill fill, UpstreamAnswer answer, long askedMillis) {
    Page stale = job.stale();
    int status = answer.head().status();
    if (stale != null && status == 304) {
      answer.response().resume();
      return Revalidation.confirms(answer.head().fields(), stale.head().fields())
          ? Future.succeededFuture(
              new Led(confirmed(job, fill, stale, answer.head(), askedMillis), null))
          : ask(job.withoutStale(), fill);
    }
    if (stale != null && job.ifError() && Statuses.isServerError(status)) {
      answer.cancel();
      fill.release();
      return Future.succeededFuture(new Led(new Fetched.StaleOnError(stale, status), null));
    }
    Fetched received = received(job, fill, answer, askedMillis);
    return Future.succeededFuture(new Led(received, answer, fill, null));
  }

  private Fetched confirmed(
      Job job, Fill fill, Page stale, ResponseHead notModified, long askedMillis) {
    FieldList updated = Revalidation.updated(stale.head().fields(), notModified.fields());
    boolean compressible = isCompressible(job, stale.head().with(updated));
    ResponseHead head = stale.head().with(compressible ? Compressible.varied(updated) : updated);
    ResponsePolicy policy = ResponsePolicy.of(updated);
    Freshness fresh = freshness(job, head, policy, askedMillis);
    Page page = stale.confirmed(head, fresh, policy.control(), askedMillis, compressible);
    switch (Storing.decide(new RequestHead("GET", job.fields()), head, policy, fresh)) {
      case Storing.Store _ -> {
        pages.store(job.key(), page);
        fill.store(page);
      }
      case Storing.Refuse _ -> {
        pages.drop(job.key());
        fill.release();
      }
    }
    return new Fetched.Whole(page, 304, false);
  }

  private Freshness freshness(Job job, ResponseHead head, ResponsePolicy policy, long askedMillis) {
    return Freshness.of(
        head, policy, askedMillis, clock.millis(), job.route().config().heuristics());
  }

  private Fetched received(Job job, Fill fill, UpstreamAnswer answer, long askedMillis) {
    ResponseHead head = answer.head();
    ResponsePolicy policy = ResponsePolicy.of(head.fields());
    Freshness fresh = freshness(job, head, policy, askedMillis);
    return switch (Storing.decide(new RequestHead("GET", job.fields()), head, policy, fresh)) {
      case Storing.Store(var without) when fits(head) -> {
        Vary vary = Vary.of(head.fields());
        boolean compressible = isCompressible(job, head);
        FieldList dated = dated(head.fields().without(without), fresh);
        FieldList kept = compressible ? Compressible.varied(dated) : dated;
        yield new Fetched.Coming(
            head.with(kept),
            new SharedBody(objectBytesMax),
            fresh,
            policy.control(),
            vary,
            vary.variant(job.fields()),
            askedMillis,
            compressible,
            false);
      }
      case Storing.Store _ -> alone(job, fill);
      case Storing.Refuse(Storing.Reason reason) when reason.isOfRequest() -> {
        fill.release();
        yield new Fetched.Alone();
      }
      case Storing.Refuse _ -> alone(job, fill);
    };
  }

  private boolean isCompressible(Job job, ResponseHead head) {
    return job.route().config().compressed() && compression.includes(head);
  }

  /** RFC 9110 section 6.6.1: without a date it gets the one at which it came. */
  private static FieldList dated(FieldList fields, Freshness fresh) {
    return fields.has("date")
        ? fields
        : fields.plus("date", HttpTime.format(fresh.receivedMillis() / 1000));
  }

  private Fetched alone(Job job, Fill fill) {
    fill.alone();
    pages.noteAlone(job.key(), clock.millis() + ALONE.toMillis());
    return new Fetched.Alone();
  }

  private boolean fits(ResponseHead head) {
    String length = head.fields().first("content-length");
    return length == null || Long.parseLong(length) <= objectBytesMax;
  }

  private void fill(Job job, Fetch fetch, Fetched.Coming coming, Fill fill, HttpClientResponse in) {
    Filling filling =
        new Filling(
            coming,
            page -> {
              pages.store(job.key(), page);
              fill.store(page);
            });
    coming.body().source(in::resume, () -> in.request().reset());
    fill.renew();
    in.handler(chunk -> {
      fill.renew();
      if (!filling.append(chunk)) {
        in.pause();
      }
    });
    in.exceptionHandler(_ -> {
      filling.end(false);
      fill.release();
      fetches.end(job.fetchKey(), fetch);
    });
    in.endHandler(_ -> {
      filling.end(true);
      // Unless it is stored by now: then it was too large, and so it will be for the others.
      fill.alone();
      fetches.end(job.fetchKey(), fetch);
    });
    in.resume();
  }
}
