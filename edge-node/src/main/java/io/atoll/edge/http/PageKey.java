package io.atoll.edge.http;

/**
 * What stored answers are found by (RFC 9111 section 2): the URI they answer, as the key policy of
 * its route reads it.
 *
 * @param scheme {@code http} or {@code https}
 * @param host in lower case, without a default port
 * @param target path and query, and what else counts
 */
public record PageKey(String scheme, String host, String target) {
  /** Its path alone. */
  public String path() {
    int end = target.indexOf('?');
    return end < 0 ? target : target.substring(0, end);
  }

  @Override
  public String toString() {
    return scheme + "://" + host + target;
  }
}
