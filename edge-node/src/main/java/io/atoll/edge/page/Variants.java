package io.atoll.edge.page;

import io.atoll.edge.http.Fields;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.Vary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one URI: its stored answers and those of which parts are stored, the newest
 * first, at most {@value #PAGES_MAX} of each; and whether asking for it together is known to be of
 * no use.
 *
 * @param aloneUntilMillis wall time up to which its answers are taken to be each for one only
 */
public record Variants(List<Page> pages, List<Incomplete> incomplete, long aloneUntilMillis) {
  /** Who varies more than this is not worth the memory. */
  static final int PAGES_MAX = 16;

  /** Nothing known. */
  static final Variants NONE = new Variants(List.of(), List.of(), 0);

  private static final int OVERHEAD_BYTES = 200;

  public Variants {
    pages = List.copyOf(pages);
    incomplete = List.copyOf(incomplete);
  }

  /** The one that answers this request, or null (RFC 9111 section 4.1). */
  public @Nullable Page match(Fields request) {
    for (int i = 0; i < pages.size(); i++) {
      Page page = pages.get(i);
      if (page.description().answers(request)) {
        return page;
      }
    }
    return null;
  }

  /** The one that would answer this request if it were whole, or null. */
  public @Nullable Incomplete matchIncomplete(Fields request) {
    for (Incomplete one : incomplete) {
      if (one.description().answers(request)) {
        return one;
      }
    }
    return null;
  }

  /** What the newest answer depends on. */
  public Vary vary() {
    if (!pages.isEmpty()) {
      return pages.getFirst().vary();
    }
    return incomplete.isEmpty() ? Vary.NOTHING : incomplete.getFirst().description().vary();
  }

  /** With this one, which takes the place of the one before it, and of its parts. */
  Variants with(Page page) {
    Description own = page.description();
    List<Page> kept = new ArrayList<>();
    kept.add(page);
    for (Page other : pages) {
      if (staysBeside(own, other.description()) && kept.size() < PAGES_MAX) {
        kept.add(other);
      }
    }
    List<Incomplete> parts =
        incomplete.isEmpty()
            ? incomplete
            : incomplete.stream().filter(other -> staysBeside(own, other.description())).toList();
    return new Variants(kept, parts, 0);
  }

  /** One that no longer depends on anything answers everybody. */
  private static boolean staysBeside(Description newer, Description older) {
    return !newer.isSameVariantAs(older) && !newer.vary().names().isEmpty();
  }

  /**
   * With this part, combined with those before it if they are of the same answer, else in their
   * place. An answer that is whole remains, and the part is not kept: stale or not, it is worth
   * more.
   *
   * @param part one part
   * @param usable whether older ones may be combined with it
   * @param whole whether it may be kept by itself; if not, it is only good for being combined
   * @param bytesMax of the parts of one answer
   */
  Variants with(Incomplete part, Predicate<Description> usable, boolean whole, long bytesMax) {
    Description own = part.description();
    if (pages.stream().anyMatch(page -> page.description().isSameVariantAs(own))) {
      return this;
    }
    Incomplete now = whole ? part : null;
    List<Incomplete> kept = new ArrayList<>();
    for (Incomplete other : incomplete) {
      if (!other.description().isSameVariantAs(own)) {
        kept.add(other);
      } else if (other.isContinuedBy(part) && usable.test(other.description())) {
        now = other.with(part, bytesMax);
      }
    }
    if (now == null) {
      return this;
    }
    Page page = now.whole();
    if (page != null) {
      return with(page);
    }
    kept.addFirst(now);
    return new Variants(pages, kept.subList(0, Math.min(kept.size(), PAGES_MAX)), aloneUntilMillis);
  }

  /** Without the parts that would answer this request. */
  Variants withoutParts(Fields request) {
    List<Incomplete> others =
        incomplete.stream().filter(one -> !one.description().answers(request)).toList();
    return new Variants(pages, others, aloneUntilMillis);
  }

  /** Noted that its answers are each for one only, unless some are stored. */
  Variants alone(long untilMillis) {
    return pages.isEmpty() ? new Variants(pages, incomplete, untilMillis) : this;
  }

  boolean isNothing() {
    return equals(NONE);
  }

  /** The same, to be weighed again. */
  Variants again() {
    return new Variants(pages, incomplete, aloneUntilMillis);
  }

  int weight(PageKey key) {
    long weight = OVERHEAD_BYTES;
    for (Page page : pages) {
      weight += page.weight(key);
    }
    for (Incomplete one : incomplete) {
      weight += one.weight(key);
    }
    return (int) Math.min(Integer.MAX_VALUE, weight);
  }
}
