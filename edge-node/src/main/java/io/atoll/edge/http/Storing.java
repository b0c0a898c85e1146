package io.atoll.edge.http;

import java.util.HashSet;
import java.util.Set;

/** Whether an answer may be stored (RFC 9111 section 3), and which of its fields may not. */
public sealed interface Storing {
  /**
   * It may.
   *
   * @param without fields that belong to its first reader alone, or to a connection
   */
  record Store(Set<String> without) implements Storing {
    public Store {
      without = Set.copyOf(without);
    }
  }

  /** It may not. */
  record Refuse(Reason reason) implements Storing {}

  /** Why not. */
  enum Reason {
    METHOD,
    REQUEST_NO_STORE,
    NOT_UNDERSTOOD,
    NO_STORE,
    PRIVATE,
    AUTHORIZATION,
    VARY_ANY,
    /** It sets a cookie, and nothing says that everybody is meant to get it. */
    SET_COOKIE,
    /** A part of a whole is kept as such, see {@link PartialContent}. */
    PARTIAL,
    /** Neither fresh for any time nor to be asked about: no use could be made of it. */
    NO_USE;

    /** Whether another request to the same URI may get an answer that is stored. */
    public boolean isOfRequest() {
      return this == METHOD || this == REQUEST_NO_STORE || this == AUTHORIZATION || this == PARTIAL;
    }
  }

  /**
   * Decides on an answer that came to a request.
   *
   * @param freshness of the answer
   */
  static Storing decide(
      RequestHead request, ResponseHead response, ResponsePolicy policy, Freshness freshness) {
    CacheControl control = policy.control();
    if (!request.method().equals("GET")) {
      return new Refuse(Reason.METHOD);
    }
    if (RequestDirectives.of(request.fields()).noStore()) {
      return new Refuse(Reason.REQUEST_NO_STORE);
    }
    if (control.mustUnderstand() ? !Statuses.isUnderstood(response.status()) : control.noStore()) {
      // With must-understand, no-store is for those who don't (section 5.2.2.3).
      return new Refuse(control.mustUnderstand() ? Reason.NOT_UNDERSTOOD : Reason.NO_STORE);
    }
    if (control.isPrivate()) {
      return new Refuse(Reason.PRIVATE);
    }
    if (request.fields().has("authorization") && !control.allowsAuthorized()) {
      return new Refuse(Reason.AUTHORIZATION);
    }
    if (Vary.of(response.fields()).any()) {
      return new Refuse(Reason.VARY_ANY);
    }
    if (response.fields().has("set-cookie") && !control.isPublic() && control.sMaxage() < 0) {
      return new Refuse(Reason.SET_COOKIE);
    }
    if (response.status() == 206 || response.status() == 304) {
      return new Refuse(Reason.PARTIAL);
    }
    if (freshness.isFresh(freshness.receivedMillis()) || mayServeLater(response, control)) {
      return new Store(unstored(response.fields(), control));
    }
    return new Refuse(Reason.NO_USE);
  }

  /** Stale as it comes, but of use once the upstream has confirmed it, or while it fails. */
  private static boolean mayServeLater(ResponseHead response, CacheControl control) {
    boolean cacheable =
        Statuses.isHeuristicallyCacheable(response.status())
            || control.isPublic()
            || control.maxAge() >= 0
            || control.sMaxage() >= 0;
    boolean validator = response.fields().has("etag") || response.fields().has("last-modified");
    return cacheable
        && (validator || control.staleWhileRevalidate() > 0 || control.staleIfError() > 0);
  }

  private static Set<String> unstored(FieldList fields, CacheControl control) {
    Set<String> always = HopByHop.namesIn(fields);
    boolean trailed = fields.has("trailer");
    if (!trailed && control.privateFields().isEmpty() && control.noCacheFields().isEmpty()) {
      return always;
    }
    Set<String> unstored = new HashSet<>(always);
    // Trailers aren't stored, so none are to be announced (RFC 9111 section 3.1).
    unstored.add("trailer");
    unstored.addAll(control.privateFields());
    // Could be stored and left out until confirmed; leaving them out is as right (5.2.2.4).
    unstored.addAll(control.noCacheFields());
    return unstored;
  }
}
