package io.atoll.edge.proxy;

import io.atoll.core.time.WallClock;
import io.atoll.edge.http.ByteRange;
import io.atoll.edge.http.ByteRanges;
import io.atoll.edge.http.CacheStatus;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Precondition;
import io.atoll.edge.http.Reuse;
import io.atoll.edge.invalidate.Purges;
import io.atoll.edge.invalidate.Purges.Verdict;
import io.atoll.edge.page.Description;
import io.atoll.edge.page.Incomplete;
import io.atoll.edge.page.MemoryBudget;
import io.atoll.edge.page.Variants;
import io.atoll.edge.proxy.RouteMetrics.Outcome;
import io.atoll.edge.server.HttpExchange;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers from the parts of an answer that is not whole (RFC 9111 section 3.3). */
final class PartsPhase {
  private final Purges purges;
  private final MemoryBudget budget;
  private final WallClock clock;

  PartsPhase(Purges purges, MemoryBudget budget, WallClock clock) {
    this.purges = purges;
    this.budget = budget;
    this.clock = clock;
  }

  /** The parts of what would answer this request, unless they have been purged; else null. */
  @Nullable Incomplete find(Visit visit, @Nullable Variants known) {
    Incomplete parts = known == null ? null : known.matchIncomplete(visit.fields());
    return parts == null || verdict(visit, parts) == Verdict.GONE ? null : parts;
  }

  private Verdict verdict(Visit visit, Incomplete parts) {
    Description of = parts.description();
    return purges.verdict(visit.key(), of.tags(), of.askedMillis());
  }

  /** Returns whether it could answer; if not, something is missing, or may be out of date. */
  boolean answer(Visit visit, Incomplete parts) {
    Description of = parts.description();
    long now = clock.millis();
    boolean purged = verdict(visit, parts) != Verdict.GOOD;
    if (!(Reuse.decide(of.freshness(), of.control(), visit.directives(), purged, now)
        instanceof Reuse.Fresh)) {
      return false;
    }
    FieldList stored = of.fields();
    if (Precondition.isNotModified(visit.fields(), stored, now)) {
      begin(visit, parts, now, true);
      visit.exchange().end(304);
      return true;
    }
    if (visit.isHead() || !Precondition.allowsRange(visit.fields(), stored)) {
      return false;
    }
    return switch (ByteRanges.parse(visit.fields().first("range"), parts.length())) {
      case ByteRanges.Whole() -> false;
      case ByteRanges.Unsatisfiable() -> {
        begin(visit, parts, now, false).unsatisfiable();
        yield true;
      }
      case ByteRanges.Parts(List<ByteRange> wanted) -> {
        boolean there =
            wanted.stream().allMatch(range -> parts.slice(range) != null) && hold(visit, wanted);
        if (there) {
          begin(visit, parts, now, false).send(wanted);
        }
        yield there;
      }
    };
  }

  /** Whether there is room for large parts to stay in memory until the client has them. */
  private boolean hold(Visit visit, List<ByteRange> wanted) {
    long bytes = wanted.stream().mapToLong(ByteRange::length).sum();
    if (bytes <= HttpExchange.WHOLE_BYTES_MAX) {
      return true;
    }
    boolean room = budget.reserve(bytes);
    if (room) {
      visit.exchange().atEnd(() -> budget.release(bytes));
    }
    return room;
  }

  private static PartAnswer begin(Visit visit, Incomplete parts, long now, boolean notModified) {
    visit.route().metrics().count(Outcome.HIT);
    Description of = parts.description();
    FieldList sent = of.fields().without("content-length"::equals);
    String said = CacheStatus.hit(of.freshness().remainingSeconds(now), null);
    if (notModified) {
      StoredFields.addNotModified(visit.exchange().answerFields(), sent, of.freshness(), said, now);
    } else {
      StoredFields.add(visit.exchange().answerFields(), sent, of.freshness(), said, now);
    }
    return new PartAnswer(
        visit.exchange(), of.fields(), parts.length(), range -> there(parts, range));
  }

  private static Buffer there(Incomplete parts, ByteRange range) {
    Buffer bytes = parts.slice(range);
    if (bytes == null) {
      throw new IllegalStateException(
          "expected %s to be there, but %s is missing".formatted(range, parts.missing()));
    }
    return bytes;
  }
}
