package io.atoll.edge.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The values of {@code Cache-Status} that this cache writes (RFC 9211 section 2). */
public final class CacheStatus {
  /** How this cache is called in it. */
  public static final String NAME = "atoll";

  /** Why a request was forwarded (RFC 9211 section 2.2). */
  public enum Forwarded {
    BYPASS,
    METHOD,
    URI_MISS,
    VARY_MISS,
    MISS,
    REQUEST,
    STALE,
    PARTIAL;

    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private CacheStatus() {}

  /** From memory or the region's store, for {@code ttlSeconds} more; below zero if stale. */
  public static String hit(long ttlSeconds, @Nullable String detail) {
    String hit = NAME + "; hit; ttl=" + ttlSeconds;
    return detail == null ? hit : hit + "; detail=" + detail;
  }

  /**
   * From the upstream.
   *
   * @param status what it answered; 0: it didn't
   * @param stored whether that was stored
   * @param collapsed whether another request's answer was used
   * @param detail a token, or null
   */
  public static String forwarded(
      Forwarded why, int status, boolean stored, boolean collapsed, @Nullable String detail) {
    StringBuilder text = new StringBuilder(NAME).append("; fwd=").append(why.text());
    if (status > 0) {
      text.append("; fwd-status=").append(status);
    }
    if (stored) {
      text.append("; stored");
    }
    if (collapsed) {
      text.append("; collapsed");
    }
    if (detail != null) {
      text.append("; detail=").append(detail);
    }
    return text.toString();
  }

  /** No answer from anywhere: this cache made one itself. */
  public static String own(String detail) {
    return NAME + "; detail=" + detail;
  }
}
