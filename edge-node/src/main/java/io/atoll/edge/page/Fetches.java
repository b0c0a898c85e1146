package io.atoll.edge.page;

import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.Vary;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The fetches under way in this edge, at most one for each answer. Safe for use by many threads.
 */
public final class Fetches {
  /**
   * What two requests must agree in to be answered by one.
   *
   * @param variant by the fields that the URI's answers depended on so far
   */
  public record FetchKey(PageKey page, Vary.Variant variant) {}

  private final ConcurrentHashMap<FetchKey, Fetch> underWay = new ConcurrentHashMap<>();

  /** The one to wait for, or {@code fresh} itself, which the caller must then run. */
  public Fetch joinOrLead(FetchKey key, Fetch fresh) {
    Fetch running = underWay.putIfAbsent(key, fresh);
    return running == null ? fresh : running;
  }

  /**
   * Takes the place of one that has not answered in time. Returns whether the caller is the one to
   * run {@code fresh}; if not, somebody else has done so, or it has just ended.
   */
  public boolean replace(FetchKey key, Fetch stalled, Fetch fresh) {
    return underWay.replace(key, stalled, fresh);
  }

  /** It has ended; whoever comes now begins another. */
  public void end(FetchKey key, Fetch fetch) {
    underWay.remove(key, fetch);
  }

  public int count() {
    return underWay.size();
  }
}
