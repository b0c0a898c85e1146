package io.atoll.edge.http;

/**
 * For how long an answer is fresh, and how old it was when it came (RFC 9111 section 4.2).
 *
 * @param lifetimeSeconds how old it may get before it is stale
 * @param initialAgeSeconds its age when it came
 * @param receivedMillis wall time at which it came
 */
public record Freshness(long lifetimeSeconds, long initialAgeSeconds, long receivedMillis) {
  /** RFC 9111 section 1.2.2: more than this is as good as this. */
  public static final long SECONDS_MAX = 1L << 31;

  /** Its age now (RFC 9111 section 4.2.3), never less than when it came: clocks jump. */
  public long ageSeconds(long nowMillis) {
    return initialAgeSeconds + Math.max(0, nowMillis - receivedMillis) / 1000;
  }

  /** As {@link #ageSeconds}, in milliseconds. */
  public long ageMillis(long nowMillis) {
    return initialAgeSeconds * 1000 + Math.max(0, nowMillis - receivedMillis);
  }

  /** For how many seconds more it is fresh; 0 or less: it is stale. */
  public long remainingSeconds(long nowMillis) {
    return lifetimeSeconds - ageSeconds(nowMillis);
  }

  public boolean isFresh(long nowMillis) {
    return lifetimeSeconds > ageSeconds(nowMillis);
  }

  /**
   * Of an answer that has just come.
   *
   * @param askedMillis when its request was sent
   * @param heuristics for answers that don't say
   */
  public static Freshness of(
      ResponseHead response,
      ResponsePolicy policy,
      long askedMillis,
      long receivedMillis,
      Heuristics heuristics) {
    long lifetime = lifetime(response, policy, receivedMillis, heuristics);
    return new Freshness(
        lifetime, initialAge(response.fields(), askedMillis, receivedMillis), receivedMillis);
  }

  /** Whether the answer itself says for how long, rightly or wrongly. */
  static boolean isExplicit(ResponseHead response, ResponsePolicy policy) {
    CacheControl control = policy.control();
    return control.sMaxage() != CacheControl.ABSENT
        || control.maxAge() != CacheControl.ABSENT
        || (!policy.targeted() && response.fields().has("expires"));
  }

  private static long lifetime(
      ResponseHead response, ResponsePolicy policy, long receivedMillis, Heuristics heuristics) {
    // RFC 9111 section 4.2.1: the first of these that is there; an unusable one means stale.
    CacheControl control = policy.control();
    if (control.sMaxage() != CacheControl.ABSENT) {
      return Math.max(0, control.sMaxage());
    }
    if (control.maxAge() != CacheControl.ABSENT) {
      return Math.max(0, control.maxAge());
    }
    FieldList fields = response.fields();
    if (!policy.targeted() && fields.has("expires")) {
      String expires = fields.single("expires");
      long end = expires == null ? HttpTime.INVALID : HttpTime.parse(expires, receivedMillis);
      return end == HttpTime.INVALID
          ? 0
          : Math.clamp(end - date(fields, receivedMillis), 0, SECONDS_MAX);
    }
    boolean allowed = Statuses.isHeuristicallyCacheable(response.status()) || control.isPublic();
    return allowed
        ? heuristics.lifetimeSeconds(response, date(fields, receivedMillis), receivedMillis)
        : 0;
  }

  /** RFC 9111 section 4.2.3. */
  private static long initialAge(FieldList fields, long askedMillis, long receivedMillis) {
    long apparent = Math.max(0, receivedMillis / 1000 - date(fields, receivedMillis));
    long delay = Math.max(0, receivedMillis - askedMillis) / 1000;
    return Math.min(SECONDS_MAX, Math.max(apparent, age(fields) + delay));
  }

  /** The first member of {@code Age}; 0 if that is no number (RFC 9111 section 5.1). */
  private static long age(FieldList fields) {
    String line = fields.first("age");
    if (line == null) {
      return 0;
    }
    int comma = line.indexOf(',');
    String first = Syntax.trim(comma < 0 ? line : line.substring(0, comma));
    return Math.max(0, Syntax.digits(first, SECONDS_MAX));
  }

  /** When the answer was made; if it doesn't say, as it came (RFC 9110 section 6.6.1). */
  private static long date(FieldList fields, long receivedMillis) {
    String text = fields.single("date");
    long date = text == null ? HttpTime.INVALID : HttpTime.parse(text, receivedMillis);
    return date == HttpTime.INVALID ? receivedMillis / 1000 : date;
  }
}
