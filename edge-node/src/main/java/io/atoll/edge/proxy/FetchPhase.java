package io.atoll.edge.proxy;

import io.atoll.core.time.WallClock;
import io.atoll.edge.http.CacheControl;
import io.atoll.edge.http.CacheStatus;
import io.atoll.edge.http.CacheStatus.Forwarded;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.Precondition;
import io.atoll.edge.http.Reuse;
import io.atoll.edge.http.Vary;
import io.atoll.edge.invalidate.Purges;
import io.atoll.edge.page.Description;
import io.atoll.edge.page.Fetch;
import io.atoll.edge.page.Fetched;
import io.atoll.edge.page.Fetches;
import io.atoll.edge.page.Fetches.FetchKey;
import io.atoll.edge.page.MemoryBudget;
import io.atoll.edge.page.Page;
import io.atoll.edge.page.Pages;
import io.atoll.edge.page.Variants;
import io.atoll.edge.proxy.RouteMetrics.Outcome;
import io.atoll.edge.upstream.UpstreamAnswer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the upstream once for all who want the same answer now. The first to come leads; the others
 * wait for the head of its answer, each up to its own deadline, and then ask by themselves, the
 * first of them taking over as leader.
 */
final class FetchPhase {
  /** What waiting for an answer takes beside the request itself: its job, futures, a timer. */
  private static final int WAITING_BYTES = 1 << 10;

  private final Fetcher fetcher;
  private final Fetches fetches;
  private final Pages pages;
  private final ForwardPhase forward;
  private final Purges purges;
  private final MemoryBudget budget;
  private final Answers answers;
  private final WallClock clock;
  private final String via;
  private final Duration waitMax;

  FetchPhase(
      Fetcher fetcher,
      Fetches fetches,
      Pages pages,
      ForwardPhase forward,
      Purges purges,
      MemoryBudget budget,
      Answers answers,
      WallClock clock,
      String via,
      Duration waitMax) {
    this.fetcher = fetcher;
    this.fetches = fetches;
    this.pages = pages;
    this.forward = forward;
    this.purges = purges;
    this.budget = budget;
    this.answers = answers;
    this.clock = clock;
    this.via = via;
    this.waitMax = waitMax;
  }

  /**
   * @param known what is stored for its URI, or null
   * @param stale the stored page to ask about, or null
   * @param rest what to ask for so that a stored answer is whole, or null
   * @param why what {@code Cache-Status} says
   * @param ifError whether the stored page will do if the upstream fails
   */
  void handle(
      Visit visit,
      @Nullable Variants known,
      @Nullable Page stale,
      @Nullable Continuation rest,
      Forwarded why,
      boolean ifError) {
    if (!budget.reserve(WAITING_BYTES)) {
      forward.handle(visit, why, "no-room");
      return;
    }
    // For each time that it waits, one after the other.
    budget.release(WAITING_BYTES);
    Vary vary = known == null ? Vary.NOTHING : known.vary();
    Job job = job(visit, vary.variant(visit.fields()), stale, rest, ifError);
    Fetch fresh = new Fetch();
    Fetch fetch = fetches.joinOrLead(job.fetchKey(), fresh);
    if (fetch != fresh) {
      join(visit, job, fetch, why, false);
      return;
    }
    Page meanwhile = storedMeanwhile(visit);
    if (meanwhile == null) {
      lead(visit, job, fresh, why, false);
    } else {
      Fetched whole = new Fetched.Whole(meanwhile, 0, false);
      fresh.complete(whole);
      fetches.end(job.fetchKey(), fresh);
      answer(visit, whole, why, true);
    }
  }

  /**
   * What another fetch has stored since this request looked, or null: that one may have ended just
   * before this one would begin.
   */
  private @Nullable Page storedMeanwhile(Visit visit) {
    Variants now = pages.find(visit.key());
    Page page = now == null ? null : now.match(visit.fields());
    if (page == null || page.verdict(purges, visit.key()) != Purges.Verdict.GOOD) {
      return null;
    }
    boolean fresh =
        Reuse.decide(page.freshness(), page.control(), visit.directives(), false, clock.millis())
            instanceof Reuse.Fresh;
    return fresh ? page : null;
  }

  /** Asks about a page that has just been served stale; nobody waits for the answer. */
  void refresh(Visit visit, Page stale) {
    Job job = job(visit, stale.variant(), stale, null, true);
    Fetch fresh = new Fetch();
    if (fetches.joinOrLead(job.fetchKey(), fresh) == fresh) {
      fetcher
          .run(job, fresh, false)
          .onSuccess(led -> {
            if (led.fetched() instanceof Fetched.Alone && led.answer() != null) {
              led.answer().cancel();
            }
          });
    }
  }

  /**
   * Looks into the region's store for what its client may have without anybody being asked.
   *
   * @param known what is stored here for its URI, or null
   * @return never fails
   */
  Future<Optional<Page>> look(Visit visit, @Nullable Variants known) {
    Vary vary = known == null ? Vary.NOTHING : known.vary();
    Job job = job(visit, vary.variant(visit.fields()), null, null, false);
    return fetcher
        .look(job)
        .onSuccess(found -> found.ifPresent(page -> pages.store(visit.key(), page)));
  }

  private Job job(
      Visit visit,
      Vary.Variant variant,
      @Nullable Page stale,
      @Nullable Continuation rest,
      boolean ifError) {
    FieldList all = visit.allFields();
    FieldList shared = all.without(Precondition.FIELDS).without(name -> name.equals("range"));
    return new Job(
        visit.route(),
        new FetchKey(visit.key(), variant),
        all,
        visit.outbound(shared, via, null),
        stale,
        rest,
        ifError);
  }

  private void lead(Visit visit, Job job, Fetch fetch, Forwarded why, boolean waited) {
    budget.take(WAITING_BYTES);
    Future<Fetcher.Led> led = fetcher.run(job, fetch, waited);
    led.onComplete(_ -> budget.release(WAITING_BYTES));
    visit
        .exchange()
        .await(led, done -> led(visit, done, why), failure -> forward.fail(visit, why, failure));
    led.onSuccess(done -> {
      if (visit.exchange().isOver()
          && done.fetched() instanceof Fetched.Alone
          && done.answer() != null) {
        done.answer().cancel();
      }
    });
  }

  private void led(Visit visit, Fetcher.Led done, Forwarded why) {
    UpstreamAnswer answer = done.answer();
    if (!(done.fetched() instanceof Fetched.Alone)) {
      answer(visit, done.fetched(), why, false);
    } else if (answer == null) {
      forward.handle(visit, why, "not-shared");
    } else if (!fetcher.fits(answer.head()) && visit.fields().has("range")) {
      // Of what is too large to be stored, no more is asked for than the client wants.
      answer.cancel();
      forward.handle(visit, why, "too-large");
    } else {
      visit.route().metrics().count(Outcome.PASS);
      String said = CacheStatus.forwarded(why, answer.head().status(), false, false, null);
      answers.relay(visit, answer, said, null);
    }
  }

  /**
   * @param began after this request came: then a purge meanwhile is none of its business
   */
  private void join(Visit visit, Job job, Fetch fetch, Forwarded why, boolean began) {
    budget.take(WAITING_BYTES);
    Future<Fetched> waiting = fetch.result().timeout(waitMax.toMillis(), TimeUnit.MILLISECONDS);
    waiting.onComplete(_ -> budget.release(WAITING_BYTES));
    visit
        .exchange()
        .await(
            waiting,
            fetched -> joined(visit, job, fetch, fetched, why, began),
            failure -> {
              if (!(failure instanceof TimeoutException)) {
                forward.fail(visit, why, failure);
                return;
              }
              Fetch fresh = new Fetch();
              if (fetches.replace(job.fetchKey(), fetch, fresh)) {
                lead(visit, job, fresh, why, true);
              } else {
                forward.handle(visit, why, "waited");
              }
            });
  }

  private void joined(
      Visit visit, Job job, Fetch fetch, Fetched fetched, Forwarded why, boolean began) {
    if (!began && isPurged(visit, fetched)) {
      // Asked for before a purge that came before this request.
      anew(visit, job, fetch, why);
      return;
    }
    switch (fetched) {
      case Fetched.Alone() -> forward.handle(visit, why, "not-shared");
      case Fetched.Coming coming -> {
        Description of = coming.description();
        boolean fresh = of.freshness().isFresh(clock.millis()) && !of.control().noCache();
        if (!fresh || (coming.found() && !isEnough(visit, of.freshness(), of.control()))) {
          forward.handle(visit, why, "not-shared");
        } else if (of.vary().variant(visit.fields()).equals(of.variant())) {
          answer(visit, fetched, why, true);
        } else {
          // It turned out to depend on what the two requests don't agree in.
          Vary.Variant own = of.vary().variant(visit.fields());
          again(visit, new FetchKey(visit.key(), own), job, why);
        }
      }
      case Fetched.Whole(Page page, int _, boolean found) when found -> {
        Vary.Variant own = page.vary().variant(visit.fields());
        if (!isEnough(visit, page.freshness(), page.control())) {
          forward.handle(visit, why, "not-shared");
        } else if (own.equals(page.variant())) {
          answer(visit, fetched, why, true);
        } else {
          again(visit, new FetchKey(visit.key(), own), job, why);
        }
      }
      case Fetched.Whole _, Fetched.StaleOnError _ -> answer(visit, fetched, why, true);
    }
  }

  private boolean isPurged(Visit visit, Fetched fetched) {
    return switch (fetched) {
      case Fetched.Coming coming -> {
        Description of = coming.description();
        yield purges.verdict(visit.key(), of.tags(), of.askedMillis()) != Purges.Verdict.GOOD;
      }
      case Fetched.Whole(Page page, int _, boolean _) ->
          page.verdict(purges, visit.key()) != Purges.Verdict.GOOD;
      case Fetched.StaleOnError _, Fetched.Alone _ -> false;
    };
  }

  /** All who had waited for the same answer ask for another one together. */
  private void anew(Visit visit, Job job, Fetch purged, Forwarded why) {
    Job whole = job.plain();
    Fetch fresh = new Fetch();
    Fetch fetch =
        fetches.replace(job.fetchKey(), purged, fresh)
            ? fresh
            : fetches.joinOrLead(job.fetchKey(), fresh);
    if (fetch == fresh) {
      // By force: the region's lease may be that of the purged answer, whose body still comes.
      lead(visit, whole, fresh, why, true);
    } else {
      join(visit, whole, fetch, why, true);
    }
  }

  /** Whether what was there before this request is what its client asks for. */
  private boolean isEnough(Visit visit, Freshness freshness, CacheControl control) {
    return Reuse.decide(freshness, control, visit.directives(), false, clock.millis())
        instanceof Reuse.Fresh;
  }

  private void again(Visit visit, FetchKey key, Job job, Forwarded why) {
    if (key.equals(job.fetchKey())) {
      forward.handle(visit, why, "not-shared");
      return;
    }
    Job own = job.plain(key);
    Fetch fresh = new Fetch();
    Fetch fetch = fetches.joinOrLead(key, fresh);
    if (fetch == fresh) {
      lead(visit, own, fresh, why, false);
    } else {
      join(visit, own, fetch, why, false);
    }
  }

  private void answer(Visit visit, Fetched fetched, Forwarded why, boolean collapsed) {
    switch (fetched) {
      case Fetched.Coming coming -> {
        visit.route().metrics().count(outcome(coming.found(), collapsed, Outcome.MISS));
        int status = coming.upstreamStatus();
        String said =
            coming.found()
                ? found(coming.description().freshness())
                : CacheStatus.forwarded(why, status, !collapsed, collapsed, null);
        if (!answers.shared(visit, coming, said)) {
          forward.handle(visit, why, "too-late");
        }
      }
      case Fetched.Whole(Page page, int status, boolean found) -> {
        visit.route().metrics().count(outcome(found, collapsed, Outcome.REVALIDATED));
        String said =
            found
                ? found(page.freshness())
                : CacheStatus.forwarded(why, status, !collapsed, collapsed, null);
        answers.page(visit, page, said, () -> forward.handle(visit, why, "no-room"));
      }
      case Fetched.StaleOnError(Page page, int status) -> {
        visit.route().metrics().count(Outcome.STALE);
        String said = CacheStatus.forwarded(why, status, false, collapsed, "stale-if-error");
        answers.page(visit, page, said, () -> forward.handle(visit, why, "no-room"));
      }
      case Fetched.Alone() ->
          throw new IllegalStateException("expected an answer to share, but it is for one alone");
    }
  }

  private static Outcome outcome(boolean found, boolean collapsed, Outcome otherwise) {
    if (found) {
      return Outcome.SHARED;
    }
    return collapsed ? Outcome.COLLAPSED : otherwise;
  }

  private String found(Freshness freshness) {
    return CacheStatus.hit(freshness.remainingSeconds(clock.millis()), "region");
  }
}
