package io.atoll.edge.page;

import io.atoll.edge.http.CacheControl;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Vary;

/** How a fetch went, for all who wait for it. */
public sealed interface Fetched {
  /**
   * An answer that everybody may have, whose body comes.
   *
   * @param head as it is stored and sent
   * @param variant what the request said that it answers
   * @param askedMillis wall time at which it was asked for
   * @param compressible whether it may be sent in other content codings
   * @param found whether it comes from the region's store; else from the upstream
   */
  record Coming(
      ResponseHead head,
      SharedBody body,
      Freshness freshness,
      CacheControl control,
      Vary vary,
      Vary.Variant variant,
      long askedMillis,
      boolean compressible,
      boolean found)
      implements Fetched {}

  /**
   * A whole answer: a stored one that the upstream confirmed, or one found in the region's store.
   *
   * @param upstreamStatus what the upstream said; 0: it wasn't asked
   * @param found whether it comes from the region's store
   */
  record Whole(Page page, int upstreamStatus, boolean found) implements Fetched {}

  /**
   * The upstream failed, and a stale answer will do (RFC 5861 section 4).
   *
   * @param upstreamStatus of its error; 0: no answer came
   */
  record StaleOnError(Page page, int upstreamStatus) implements Fetched {}

  /** An answer for its first reader alone; everybody else asks for himself. */
  record Alone() implements Fetched {}
}
