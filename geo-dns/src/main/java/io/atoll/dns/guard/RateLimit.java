package io.atoll.dns.guard;

/**
 * Bounds how often clients of one network are sent one answer. A forged sender gets few of them,
 * while a real one that asks more often than that is told to ask over TCP, which can't be forged.
 *
 * <p>Each network and kind of answer has an account in a table of fixed size, which it may lose to
 * another. For use by one thread; allocates nothing.
 */
public final class RateLimit {
  /** What to do with an answer. */
  public enum Verdict {
    SEND,
    /** Sent with nothing but the bit that says to ask over TCP. */
    TRUNCATE,
    DROP
  }

  /** At 16 bytes each. A power of two. */
  private static final int ACCOUNTS = 1 << 16;

  private static final long SECOND = 1_000_000_000L;

  // As public resolvers reveal of clients (RFC 7871 section 11.1): who can forge one address of
  // such a network can forge all.
  private static final long NETWORK_IPV4 = 0xffffff0000000000L;
  private static final long NETWORK_IPV6 = 0xffffffffffffff00L;

  private final long[] owners = new long[ACCOUNTS];

  /** When the account was, or will be, empty: it holds what has come in since, up to a second. */
  private final long[] emptyAt = new long[ACCOUNTS];

  private final long cost;
  private int over;

  /**
   * @param perSecond answers of one kind to one network; 0 for no limit
   */
  public RateLimit(int perSecond) {
    this.cost = perSecond == 0 ? 0 : Math.max(1, SECOND / perSecond);
  }

  /**
   * Judges an answer that is about to be sent.
   *
   * @param now in nanoseconds, of a clock that never goes back
   * @param high the first half of the client's address
   * @param kind the same for answers that are alike
   */
  public Verdict judge(long now, boolean ipv4, long high, int kind) {
    if (cost == 0) {
      return Verdict.SEND;
    }
    long owner = mixed((high & (ipv4 ? NETWORK_IPV4 : NETWORK_IPV6)) + kind * 0x9e3779b97f4a7c15L);
    int at = (int) owner & (ACCOUNTS - 1);
    if (owners[at] != owner || now - emptyAt[at] > SECOND) {
      owners[at] = owner;
      emptyAt[at] = now - SECOND;
    }
    if (now - emptyAt[at] >= cost) {
      emptyAt[at] += cost;
      return Verdict.SEND;
    }
    return (++over & 1) == 0 ? Verdict.TRUNCATE : Verdict.DROP;
  }

  /** Every bit of the result depends on every bit given (Stafford's variant 13 of MurmurHash3). */
  private static long mixed(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
