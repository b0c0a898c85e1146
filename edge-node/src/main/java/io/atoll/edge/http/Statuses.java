package io.atoll.edge.http;

import java.util.Set;

/** What status codes mean to a cache. */
public final class Statuses {
  /** RFC 9110 section 15.1. 206 is one of them too, but stored only as part of a whole. */
  private static final Set<Integer> HEURISTICALLY_CACHEABLE =
      Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);

  /** Final ones of RFC 9110, and 451 (RFC 7725). */
  private static final Set<Integer> UNDERSTOOD =
      Set.of(
          200, 203, 204, 206, 300, 301, 302, 303, 307, 308, 400, 404, 405, 406, 410, 414, 421, 451,
          500, 501, 502, 503, 504);

  /** RFC 5861 section 4. */
  private static final Set<Integer> ERRORS = Set.of(500, 502, 503, 504);

  private Statuses() {}

  public static boolean isHeuristicallyCacheable(int status) {
    return HEURISTICALLY_CACHEABLE.contains(status);
  }

  /** Whether we know what caching it takes (RFC 9111 section 5.2.2.3). */
  public static boolean isUnderstood(int status) {
    return UNDERSTOOD.contains(status);
  }

  /** Whether a stale answer is better than this one, if its upstream allows that. */
  public static boolean isServerError(int status) {
    return ERRORS.contains(status);
  }

  /** Whether it says that there is nothing: cached briefly even without being told to. */
  public static boolean isNegative(int status) {
    return status == 404 || status == 410;
  }

  /** Whether such an answer never has a body (RFC 9110 section 6.4.1). */
  public static boolean isBodiless(int status) {
    return status == 204 || status == 304;
  }
}
