package io.atoll.edge.page;

import io.atoll.edge.http.Fields;
import io.atoll.edge.http.PageKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one URI: its stored answers, the newest first, at most {@value #PAGES_MAX}; and
 * whether asking for it together is known to be of no use.
 *
 * @param aloneUntilMillis wall time up to which its answers are taken to be each for one only
 */
public record Variants(List<Page> pages, long aloneUntilMillis) {
  /** Who varies more than this is not worth the memory. */
  static final int PAGES_MAX = 16;

  private static final int OVERHEAD_BYTES = 200;

  public Variants {
    pages = List.copyOf(pages);
  }

  /** Nothing stored, and nothing to be stored until then. */
  static Variants alone(long untilMillis) {
    return new Variants(List.of(), untilMillis);
  }

  /** The one that answers this request, or null (RFC 9111 section 4.1). */
  public @Nullable Page match(Fields request) {
    for (int i = 0; i < pages.size(); i++) {
      Page page = pages.get(i);
      if (page.vary().names().isEmpty() || page.vary().variant(request).equals(page.variant())) {
        return page;
      }
    }
    return null;
  }

  /** With this one, which takes the place of the one before it. */
  Variants with(Page page) {
    List<Page> kept = new ArrayList<>();
    kept.add(page);
    for (Page other : pages) {
      boolean replaced = other.vary().equals(page.vary()) && other.variant().equals(page.variant());
      if (!replaced && !page.vary().names().isEmpty() && kept.size() < PAGES_MAX) {
        kept.add(other);
      }
    }
    return new Variants(kept, 0);
  }

  int weight(PageKey key) {
    long weight = OVERHEAD_BYTES;
    for (Page page : pages) {
      weight += page.weight(key);
    }
    return (int) Math.min(Integer.MAX_VALUE, weight);
  }
}
