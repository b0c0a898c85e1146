package io.atoll.edge.page;

import io.atoll.edge.http.FieldList;

/** How a fetch went, for all who wait for it. */
public sealed interface Fetched {
  /**
   * An answer that everybody may have, whose body comes.
   *
   * @param upstreamStatus what the upstream said; 0: it wasn't asked, the answer comes from the
   *     region's store
   */
  record Coming(Description description, SharedBody body, int upstreamStatus) implements Fetched {
    public FieldList fields() {
      return description.fields();
    }

    /** Whether it comes from the region's store; else from the upstream. */
    public boolean found() {
      return upstreamStatus == 0;
    }
  }

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
