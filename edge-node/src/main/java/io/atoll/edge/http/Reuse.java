package io.atoll.edge.http;

/** What a stored answer is good for when a request comes (RFC 9111 section 4). */
public sealed interface Reuse {
  /** Answer with it. */
  record Fresh() implements Reuse {}

  /** Answer with it, though stale: the client said it doesn't mind. */
  record StaleAllowed() implements Reuse {}

  /** Answer with it, and ask the upstream meanwhile (RFC 5861 section 3). */
  record StaleWhileRevalidate() implements Reuse {}

  /**
   * Ask the upstream first.
   *
   * @param wanted why; what {@code Cache-Status} says
   * @param ifError whether it will do if the upstream fails (RFC 5861 section 4)
   */
  record Validate(CacheStatus.Forwarded wanted, boolean ifError) implements Reuse {}

  /**
   * Decides.
   *
   * @param softPurged whether somebody has said that it is no longer right
   */
  static Reuse decide(
      Freshness freshness,
      CacheControl control,
      RequestDirectives request,
      boolean softPurged,
      long nowMillis) {
    long age = freshness.ageSeconds(nowMillis);
    long past = age - freshness.lifetimeSeconds();
    // Purged while it was fresh: stale from now on.
    long staleFor = softPurged ? Math.max(0, past) : past;
    boolean stale = staleFor >= 0;
    boolean ifError = stale ? mayServeOnError(control, staleFor) : !control.noCache();
    if (control.noCache()) {
      return new Validate(CacheStatus.Forwarded.STALE, false);
    }
    if (request.noCache() || age > request.maxAgeSeconds()) {
      // A client that insists on newer gets an error rather than what it refused.
      return new Validate(CacheStatus.Forwarded.REQUEST, false);
    }
    if (!stale) {
      return -staleFor >= request.minFreshSeconds()
          ? new Fresh()
          : new Validate(CacheStatus.Forwarded.REQUEST, ifError);
    }
    if (request.minFreshSeconds() > 0) {
      return new Validate(CacheStatus.Forwarded.REQUEST, ifError);
    }
    if (!softPurged && !control.forbidsStale() && staleFor < request.maxStaleSeconds()) {
      return new StaleAllowed();
    }
    if (!forbidsServing(control) && staleFor < control.staleWhileRevalidate()) {
      return new StaleWhileRevalidate();
    }
    return new Validate(CacheStatus.Forwarded.STALE, ifError);
  }

  private static boolean mayServeOnError(CacheControl control, long staleFor) {
    return !forbidsServing(control) && staleFor < control.staleIfError();
  }

  /**
   * As {@link CacheControl#forbidsStale}, but {@code s-maxage} alone doesn't forbid what another
   * directive of the same answer allows.
   */
  private static boolean forbidsServing(CacheControl control) {
    return control.mustRevalidate() || control.proxyRevalidate() || control.noCache();
  }
}
