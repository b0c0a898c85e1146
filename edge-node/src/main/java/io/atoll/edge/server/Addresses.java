package io.atoll.edge.server;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;

/** How many connections each client's address has open. Safe for use by many threads. */
final class Addresses {
  private final ConcurrentHashMap<InetAddress, Integer> open = new ConcurrentHashMap<>();
  private final int max;

  /**
   * @param max of one address
   */
  Addresses(int max) {
    this.max = max;
  }

  /** Counts one more, unless there are too many. */
  boolean opened(InetAddress address) {
    // What the map holds if it was refused is what it held before.
    int[] before = new int[1];
    open.compute(
        address,
        (_, count) -> {
          before[0] = count == null ? 0 : count;
          return Math.min(max, before[0] + 1);
        });
    return before[0] < max;
  }

  /** One that was counted is closed. */
  void closed(InetAddress address) {
    open.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
  }
}
