package io.atoll.edge.proxy;

import io.atoll.core.time.WallClock;
import io.atoll.edge.http.ByteRange;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.PartialContent;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Revalidation;
import io.atoll.edge.http.Statuses;
import io.atoll.edge.invalidate.Purges;
import io.atoll.edge.page.Description;
import io.atoll.edge.page.Fetch;
import io.atoll.edge.page.Fetched;
import io.atoll.edge.page.Fetches;
import io.atoll.edge.page.Incomplete;
import io.atoll.edge.page.MemoryBudget;
import io.atoll.edge.page.Page;
import io.atoll.edge.page.Pages;
import io.atoll.edge.page.SharedBody;
import io.atoll.edge.proxy.Judge.Judgement;
import io.atoll.edge.shared.Fill;
import io.atoll.edge.shared.Pieces;
import io.atoll.edge.upstream.AnswerBody;
import io.atoll.edge.upstream.UpstreamAnswer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
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
   * @param answer what {@link Fetched.Alone} is about, for the one who began; else null
   * @param fill how the region is told
   * @param body brings in a body that comes
   */
  record Led(Fetched fetched, @Nullable UpstreamAnswer answer, Fill fill, Consumer<Intake> body) {
    Led(Fetched fetched, @Nullable UpstreamAnswer answer) {
      this(fetched, answer, Fill.NONE, _ -> {});
    }
  }

  private final RegionTurns turns;
  private final Origins origins;
  private final Pages pages;
  private final PartKeeper parts;
  private final Fetches fetches;
  private final Judge judge;
  private final Resumption resumption;
  private final MemoryBudget budget;
  private final Purges purges;
  private final WallClock clock;
  private final long objectBytesMax;

  Fetcher(
      RegionTurns turns,
      Origins origins,
      Pages pages,
      PartKeeper parts,
      Fetches fetches,
      Judge judge,
      Resumption resumption,
      MemoryBudget budget,
      Purges purges,
      WallClock clock,
      long objectBytesMax) {
    this.turns = turns;
    this.origins = origins;
    this.pages = pages;
    this.parts = parts;
    this.fetches = fetches;
    this.judge = judge;
    this.resumption = resumption;
    this.budget = budget;
    this.purges = purges;
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
              case RegionTurns.Next.Have(Fetched found) -> {
                keep(job, found);
                yield Future.succeededFuture(new Led(found, null));
              }
              case RegionTurns.Next.Follow(Fetched.Coming found, Pieces pieces) -> {
                LongFunction<Future<AnswerBody>> resume =
                    received -> resumption.rest(job, found.description(), received);
                yield Future.succeededFuture(
                    new Led(found, null, Fill.NONE, intake -> intake.read(pieces, resume)));
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
            led.body().accept(intake(job, fetch, coming, led.fill()));
          }
        });
  }

  private Intake intake(Job job, Fetch fetch, Fetched.Coming coming, Fill fill) {
    Consumer<Page> store =
        page -> {
          pages.store(job.key(), page);
          share(job, fill, page);
        };
    Consumer<Buffer> cut = came -> keepCut(job, coming, came);
    return new Intake(
        new Filling(coming, store, cut), coming.body(), () -> fetches.end(job.fetchKey(), fetch));
  }

  /** RFC 9111 section 3.3: what came of it is kept, and the rest asked for when it is wanted. */
  private void keepCut(Job job, Fetched.Coming coming, Buffer came) {
    ResponseHead head = coming.description().head();
    PartialContent.resumable(head)
        .ifPresent(length ->
            parts.keep(
                job.key(),
                Incomplete.of(
                    coming.description(),
                    length,
                    new Incomplete.Part(new ByteRange(0, came.length() - 1), came)),
                true));
  }

  /** See {@link RegionTurns#look}. */
  Future<Optional<Page>> look(Job job) {
    return turns.look(job);
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

  private Future<Led> ask(Job job, Fill fill) {
    long askedMillis = clock.millis();
    Page stale = job.stale();
    return origins
        .ask(job.route(), job.question())
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
    Continuation rest = job.rest();
    int status = answer.head().status();
    if (stale != null && status == 304) {
      answer.body().resume();
      return Revalidation.confirms(answer.head().fields(), stale.head().fields())
          ? Future.succeededFuture(
              new Led(confirmed(job, fill, stale, answer.head(), askedMillis), null))
          : ask(job.plain(), fill);
    }
    if (stale != null && job.ifError() && Statuses.isServerError(status)) {
      answer.cancel();
      fill.release();
      return Future.succeededFuture(new Led(new Fetched.StaleOnError(stale, status), null));
    }
    if (rest != null && (status == 206 || status == 416)) {
      return continued(job, rest, fill, answer, askedMillis);
    }
    return Future.succeededFuture(received(job, fill, answer, askedMillis));
  }

  /** What was missing has come, or else something that does not fit what is there. */
  private Future<Led> continued(
      Job job, Continuation rest, Fill fill, UpstreamAnswer answer, long askedMillis) {
    if (rest.isAnsweredBy(answer.head())
        && judge.judge(job.route().config(), job.fields(), rest.whole(answer.head()), askedMillis)
            instanceof Judgement.Storable(Description now)) {
      Description whole = rest.parts().description().confirmed(now);
      SharedBody body = SharedBody.begin(rest.parts().length(), objectBytesMax, budget);
      if (body != null) {
        Fetched.Coming coming = new Fetched.Coming(whole, body, answer.head().status());
        return Future.succeededFuture(
            new Led(coming, null, fill, intake -> intake.read(answer.body(), rest, fill, whole)));
      }
      answer.cancel();
      return ask(job.plain(), fill);
    }
    answer.cancel();
    pages.dropParts(job.key(), job.fields());
    return ask(job.plain(), fill);
  }

  private Fetched confirmed(
      Job job, Fill fill, Page stale, ResponseHead notModified, long askedMillis) {
    FieldList updated = Revalidation.updated(stale.head().fields(), notModified.fields());
    ResponseHead head = stale.head().with(updated);
    return switch (judge.judge(job.route().config(), job.fields(), head, askedMillis)) {
      case Judgement.Storable(Description now) -> {
        Page page = stale.confirmed(stale.description().confirmed(now));
        pages.store(job.key(), page);
        share(job, fill, page);
        yield new Fetched.Whole(page, 304, false);
      }
      case Judgement.Refused(var _, Description now) -> {
        pages.drop(job.key());
        fill.release();
        yield new Fetched.Whole(stale.confirmed(stale.description().confirmed(now)), 304, false);
      }
    };
  }

  /**
   * Other edges hold it against changes by how far this one had come as it asked. Of a key that
   * changed just then that is not enough: what was made from it may be of the old value.
   */
  private void share(Job job, Fill fill, Page page) {
    if (!page.namesKeys() || page.verdict(purges, job.key()) == Purges.Verdict.GOOD) {
      fill.store(page);
    } else {
      fill.release();
    }
  }

  private Led received(Job job, Fill fill, UpstreamAnswer answer, long askedMillis) {
    ResponseHead head = answer.head();
    return switch (judge.judge(job.route().config(), job.fields(), head, askedMillis)) {
      case Judgement.Storable(Description description) when fits(head) -> {
        SharedBody body = SharedBody.begin(length(head), objectBytesMax, budget);
        if (body == null) {
          // No fault of its own: the next one may find room.
          fill.release();
          yield new Led(new Fetched.Alone(), answer);
        }
        yield new Led(
            new Fetched.Coming(description, body, head.status()),
            null,
            fill,
            intake -> intake.read(answer.body(), null, fill, description));
      }
      case Judgement.Storable _ -> alone(job, fill, answer);
      case Judgement.Refused(var reason, var _) when reason.isOfRequest() -> {
        fill.release();
        yield new Led(new Fetched.Alone(), answer);
      }
      case Judgement.Refused _ -> alone(job, fill, answer);
    };
  }

  private Led alone(Job job, Fill fill, UpstreamAnswer answer) {
    fill.alone();
    pages.noteAlone(job.key(), clock.millis() + ALONE.toMillis());
    return new Led(new Fetched.Alone(), answer);
  }

  /** Whether an answer is not known to be too large to be stored. */
  boolean fits(ResponseHead head) {
    long length = length(head);
    return length == Long.MAX_VALUE || length <= objectBytesMax;
  }

  /** As long as may be if it doesn't say. */
  private static long length(ResponseHead head) {
    String length = head.fields().first("content-length");
    return length == null ? Long.MAX_VALUE : Long.parseLong(length);
  }
}
