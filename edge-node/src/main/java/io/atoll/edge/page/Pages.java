package io.atoll.edge.page;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.atoll.edge.http.ContentCoding;
import io.atoll.edge.http.PageKey;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stored answers in memory, bounded in bytes. What is asked for often stays (W-TinyLFU): one pass
 * over many URIs does not push it out. Large bodies that are sent often are kept outside the heap
 * too. Safe for use by many threads.
 */
public final class Pages {
  /** Of the bound, and of what the process may have outside the heap, which sockets need too. */
  private static final int OUTSIDE_SHARE = 4;

  private final long bytesMax;
  private final Cache<PageKey, Variants> pages;
  private final OutsideBodies outside;

  /**
   * @param bytesMax of all of it together: bodies, fields, keys, tables, copies outside the heap
   */
  public Pages(long bytesMax) {
    this(bytesMax, PlatformDependent.maxDirectMemory());
  }

  /**
   * @param directBytesMax what the process may have outside the heap
   */
  Pages(long bytesMax, long directBytesMax) {
    this.bytesMax = bytesMax;
    outside =
        new OutsideBodies(Math.min(bytesMax, directBytesMax) / OUTSIDE_SHARE, this::fitOutside);
    pages =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher((PageKey key, Variants variants) -> variants.weight(key))
            .removalListener(
                (@Nullable PageKey _, @Nullable Variants variants, RemovalCause cause) -> {
                  if (variants != null && cause != RemovalCause.REPLACED) {
                    variants.pages().forEach(Pages::dropOutside);
                  }
                })
            // Upkeep is short and amortised; another thread would cost more.
            .executor(Runnable::run)
            .build();
  }

  public @Nullable Variants find(PageKey key) {
    return pages.getIfPresent(key);
  }

  public void store(PageKey key, Page page) {
    pages.asMap().compute(key, (_, known) -> known == null ? first(page) : next(known, page));
  }

  private Variants first(Page page) {
    keepOutside(page);
    return new Variants(List.of(page), 0);
  }

  private Variants next(Variants known, Page page) {
    Variants now = known.with(page);
    known.pages().stream().filter(old -> !now.pages().contains(old)).forEach(Pages::dropOutside);
    // Last, as it may have the body of one that it replaces.
    keepOutside(page);
    return now;
  }

  private void keepOutside(Page page) {
    OutsideBody body = page.outside();
    if (body != null) {
      body.kept(outside);
    }
  }

  private static void dropOutside(Page page) {
    dropOutside(page.outside());
    page.forms().forEach(form -> dropOutside(form.outside()));
  }

  private static void dropOutside(@Nullable OutsideBody body) {
    if (body != null) {
      body.dropped();
    }
  }

  /** More is outside, so less may be inside. */
  private synchronized void fitOutside() {
    pages.policy().eviction().orElseThrow().setMaximum(bytesMax - outside.bytes());
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
                keepOutside(kept);
              }
              return new Variants(known.pages(), known.aloneUntilMillis());
            });
    return kept;
  }

  /** Notes that answers of this URI are each for one only, unless some are stored. */
  public void noteAlone(PageKey key, long untilMillis) {
    pages
        .asMap()
        .compute(
            key,
            (_, known) ->
                known == null || known.pages().isEmpty() ? Variants.alone(untilMillis) : known);
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
