package io.atoll.dns.routing;

import java.util.stream.IntStream;

/**
 * Which region each of the clients of a place is sent to. Decided by a hash of the client's prefix,
 * not by chance: a user stays where they are, all name servers agree, and when a region's share
 * changes by one percent, one percent of its users move and nobody else does.
 */
public sealed interface Choice permits Ladder, Draw {
  /**
   * The target of a client, by its index in {@link Routing#targets()}. Allocates nothing.
   *
   * @param prefix the first 64 bits of its address, cleared beyond the prefix that stands for it
   */
  int target(long prefix);

  /** Whether all clients are sent to one region. */
  boolean isSure();

  /** Every target that clients may be sent to. */
  IntStream targets();

  /** Every bit of the result depends on every bit given (Stafford's variant 13 of MurmurHash3). */
  static long mixed(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
