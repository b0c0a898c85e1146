package io.atoll.edge.page;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.atoll.edge.http.PageKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stored answers in memory, bounded in bytes. What is asked for often stays (W-TinyLFU): one pass
 * over many URIs does not push it out. Safe for use by many threads.
 */
public final class Pages {
  private final Cache<PageKey, Variants> pages;

  /**
   * @param bytesMax of all of it together: bodies, fields, keys, tables
   */
  public Pages(long bytesMax) {
    pages =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher((PageKey key, Variants variants) -> variants.weight(key))
            // Upkeep is short and amortised; another thread would cost more.
            .executor(Runnable::run)
            .build();
  }

  public @Nullable Variants find(PageKey key) {
    return pages.getIfPresent(key);
  }

  public void store(PageKey key, Page page) {
    pages
        .asMap()
        .compute(
            key, (_, known) -> (known == null ? new Variants(List.of(), 0) : known).with(page));
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

  /** How many bytes are taken. */
  public long bytes() {
    return pages.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }
}
