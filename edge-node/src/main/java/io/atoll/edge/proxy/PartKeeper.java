package io.atoll.edge.proxy;

import io.atoll.edge.http.ContentRange;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.PartialContent;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.invalidate.Purges;
import io.atoll.edge.page.Description;
import io.atoll.edge.page.Incomplete;
import io.atoll.edge.page.MemoryBudget;
import io.atoll.edge.page.Pages;
import io.atoll.edge.proxy.Judge.Judgement;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Keeps parts of answers, those that are passed on to one client among them. */
final class PartKeeper {
  private final Pages pages;
  private final Purges purges;
  private final Judge judge;
  private final MemoryBudget budget;
  private final long partBytesMax;

  /**
   * @param partBytesMax larger ones are only passed on
   */
  PartKeeper(Pages pages, Purges purges, Judge judge, MemoryBudget budget, long partBytesMax) {
    this.pages = pages;
    this.purges = purges;
    this.judge = judge;
    this.budget = budget;
    this.partBytesMax = partBytesMax;
  }

  /** Keeps a part; see {@link Pages#keep}. What was purged since is not combined with it. */
  void keep(PageKey key, Incomplete part, boolean alone) {
    pages.keep(
        key,
        part,
        older -> purges.verdict(key, older.tags(), older.askedMillis()) != Purges.Verdict.GONE,
        alone);
  }

  /**
   * What takes the body of an answer of 206 as it is passed on, or null: it is not to be kept.
   *
   * @param askedMillis when the upstream was asked for it
   */
  @Nullable Tap tap(Visit visit, ResponseHead answer, long askedMillis) {
    ContentRange part = PartialContent.part(answer).orElse(null);
    if (part == null || part.range().length() > partBytesMax) {
      return null;
    }
    ResponseHead whole = PartialContent.whole(answer, part.length());
    return judge.judge(visit.route().config(), visit.fields(), whole, askedMillis)
                instanceof Judgement.Storable(Description description)
            && budget.reserve(part.range().length())
        // To If-Range it leaves out what the client has (RFC 9110 section 15.3.7).
        ? new Tap(visit.key(), description, part, !visit.fields().has("if-range"))
        : null;
  }

  /** A part on its way to one client. Used by one thread. */
  final class Tap {
    private final PageKey key;
    private final Description description;
    private final ContentRange part;
    private final boolean alone;
    private boolean closed;
    private @Nullable Buffer bytes = Buffer.buffer();

    private Tap(PageKey key, Description description, ContentRange part, boolean alone) {
      this.key = key;
      this.description = description;
      this.part = part;
      this.alone = alone;
    }

    /** More than its head said is nothing to be kept. */
    void take(Buffer chunk) {
      Buffer sofar = bytes;
      if (sofar != null) {
        boolean fits = sofar.length() + chunk.length() <= part.range().length();
        bytes = fits ? sofar.appendBuffer(chunk) : null;
      }
    }

    /** It has ended as it should. */
    void end() {
      Buffer all = bytes;
      close();
      if (all != null && all.length() == part.range().length()) {
        Incomplete.Part taken = new Incomplete.Part(part.range(), all);
        keep(key, Incomplete.of(description, part.length(), taken), alone);
      }
    }

    /** Takes no more. */
    void close() {
      if (!closed) {
        closed = true;
        bytes = null;
        budget.release(part.range().length());
      }
    }
  }
}
