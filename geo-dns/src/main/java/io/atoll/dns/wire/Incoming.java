package io.atoll.dns.wire;

import org.jspecify.annotations.Nullable;

/** What a received message turned out to be. */
public sealed interface Incoming {

  /** Not worth a reply: shorter than a header, or itself a response, which could start a loop. */
  record Ignored() implements Incoming {}

  /**
   * A message that is answered with an error without looking further.
   *
   * @param header what the reply repeats
   * @param rcode the error, possibly an extended one (RFC 6891 section 6.1.3)
   * @param query as much of the query as could be read, for the reply to repeat
   */
  record Rejected(Header header, int rcode, @Nullable Query query) implements Incoming {}

  /**
   * No question, but for a cookie (RFC 7873 section 5.4).
   *
   * @param edns has the client's part, and maybe the server's
   */
  record CookieOnly(Header header, Edns edns) implements Incoming {}

  /** A query. */
  record Accepted(Query query) implements Incoming {}
}
