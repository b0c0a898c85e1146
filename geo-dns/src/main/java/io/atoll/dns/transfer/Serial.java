package io.atoll.dns.transfer;

/**
 * The serial numbers of a zone's editions (RFC 1982): as many seconds as have passed since 1970, so
 * that they go on where they were when a server starts again, and servers of one zone have about
 * the same; or more, where there are several editions in a second, or the operator's own number is.
 */
final class Serial {
  private static final long MASK = 0xffffffffL;

  private Serial() {}

  /**
   * The next edition's.
   *
   * @param last the last edition's, or the operator's own
   */
  static long after(long last, long seconds) {
    return isAfter(seconds & MASK, last) ? seconds & MASK : (last + 1) & MASK;
  }

  /** RFC 1982 section 3.2. */
  static boolean isAfter(long a, long b) {
    return (int) (a - b) > 0;
  }
}
