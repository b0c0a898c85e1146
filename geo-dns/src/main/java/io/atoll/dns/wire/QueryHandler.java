package io.atoll.dns.wire;

import java.net.InetAddress;

/**
 * Answers queries. Called from many event loops at once, so it must not block; what it throws is
 * answered with SERVFAIL.
 */
@FunctionalInterface
public interface QueryHandler {
  /**
   * Answers one query.
   *
   * @param from the address it came from, usually a resolver's
   */
  Reply reply(Query query, InetAddress from);
}
