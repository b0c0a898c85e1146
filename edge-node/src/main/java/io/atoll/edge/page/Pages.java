package io.atoll.edge.page;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.atoll.edge.http.ContentCoding;
import io.atoll.edge.http.Fields;
import io.atoll.edge.http.PageKey;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.buffer.Buffer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Stored answers in memory, bounded in bytes. What is asked for often stays (W-TinyLFU): one pass
 * over many URIs does not push it out. Large bodies that are sent often are kept outside the heap
 * too. Safe for use by many threads.
 */
public final class Pages {
  /** Of the bound, and of what the process may have outside the heap, which sockets need too. */
  private static final int OUTSIDE_SHARE = 4;

  private final MemoryBudget budget;
  private final CommonTexts texts = new CommonTexts();
  private final long partBytesMax;
  private final Cache<PageKey, Variants> pages;
  private final OutsideBodies outside;

  /**
   * @param partBytesMax of the parts of one answer that is not whole
   */
  public Pages(MemoryBudget budget, long partBytesMax) {
    this(budget, partBytesMax, PlatformDependent.maxDirectMemory());
  }

  /**
   * @param directBytesMax what the process may have outside the heap
   */
  Pages(MemoryBudget budget, long partBytesMax, long directBytesMax) {
    this.budget = budget;
    this.partBytesMax = partBytesMax;
    outside =
        new OutsideBodies(
            Math.min(budget.bytesMax(), directBytesMax) / OUTSIDE_SHARE, this::fitOutside);
    pages =
        Caffeine.newBuilder()
            .maximumWeight(budget.bytesMax())
            .weigher((PageKey key, Variants variants) -> variants.weight(key))
            .removalListener(
                (@Nullable PageKey _, @Nullable Variants variants, RemovalCause cause) -> {
                  if (variants != null && cause != RemovalCause.REPLACED) {
                    variants.pages().forEach(this::drop);
                  }
                })
            // Upkeep is short and amortised; another thread would cost more.
            .executor(Runnable::run)
            .build();
    budget.stored(bytes -> pages.policy().eviction().orElseThrow().setMaximum(bytes));
  }

  public @Nullable Variants find(PageKey key) {
    return pages.getIfPresent(key);
  }

  public void store(PageKey key, Page page) {
    change(key, known -> known.with(page));
  }

  /**
   * Keeps a part of an answer, combined with what is stored of the same one; stores the answer if
   * it is whole by that.
   *
   * @param usable whether older parts may be combined with it
   * @param alone whether it is of use by itself
   */
  public void keep(PageKey key, Incomplete part, Predicate<Description> usable, boolean alone) {
    change(key, known -> known.with(part, usable, alone, partBytesMax));
  }

  /** Lets go of the parts of an answer to this request. */
  public void dropParts(PageKey key, Fields request) {
    change(key, known -> known.withoutParts(request));
  }

  private void change(PageKey key, UnaryOperator<Variants> change) {
    pages
        .asMap()
        .compute(
            new PageKey(texts.once(key.scheme()), texts.once(key.host()), key.target()),
            (_, known) -> {
              Variants before = known == null ? Variants.NONE : known;
              Variants now = change.apply(before);
              for (Page old : before.pages()) {
                if (!now.pages().contains(old)) {
                  drop(old);
                }
              }
              // Last, as one may have the body of one that it replaces.
              for (Page page : now.pages()) {
                if (!before.pages().contains(page)) {
                  page.kept(outside, budget);
                }
              }
              return known == null && now.isNothing() ? null : now;
            });
  }

  private void drop(Page page) {
    page.dropped(budget);
  }

  private void fitOutside() {
    budget.outside(outside.allocatedBytes());
  }

  /**
   * Keeps a stored page in another coding as well, as long as the page itself.
   *
   * @param content null: it is not worth it
   * @return what to send
   */
  public Page keep(PageKey key, Page page, ContentCoding coding, @Nullable Buffer content) {
    Page kept = page.keep(coding, content);
    // It is heavier now: weighed again, if it is still there.
    pages
        .asMap()
        .computeIfPresent(
            key,
            (_, known) -> {
              if (known.pages().contains(page)) {
                kept.kept(outside, budget);
              }
              return known.again();
            });
    return kept;
  }

  /** Notes that answers of this URI are each for one only, unless some are stored. */
  public void noteAlone(PageKey key, long untilMillis) {
    change(key, known -> known.alone(untilMillis));
  }

  public void drop(PageKey key) {
    pages.invalidate(key);
  }

  /** How many bytes are taken, copies outside the heap among them. */
  public long bytes() {
    return pages.policy().eviction().orElseThrow().weightedSize().orElse(0) + outside.bytes();
  }

  /** How many bytes are taken outside the heap, also by copies on their way to clients. */
  public long outsideBytes() {
    return outside.allocatedBytes();
  }

  /** Drops everything. */
  public void clear() {
    pages.invalidateAll();
  }
}
