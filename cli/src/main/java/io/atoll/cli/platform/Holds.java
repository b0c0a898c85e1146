package io.atoll.cli.platform;

import io.atoll.core.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which processes are meant to stay dead, and until when. Every hold is a lease: it ends by itself,
 * so that a drill whose runner died leaves nothing behind. A process may be held several times; the
 * longest rules.
 */
final class Holds {
  /** Longer outages are for an operator to renew. */
  static final Duration LENGTH_MAX = Duration.ofMinutes(10);

  /** More would be a client that forgets what it holds. */
  static final int COUNT_MAX = 64;

  /** A lease on some processes' being dead. */
  record Hold(String lease, Set<NodeId> nodes, Instant until) {
    Hold {
      nodes = Set.copyOf(nodes);
    }
  }

  private final WallClock clock;
  private final Supplier<String> leaseIds;
  private final Map<String, Hold> holds = new HashMap<>();

  Holds(WallClock clock, Supplier<String> leaseIds) {
    this.clock = clock;
    this.leaseIds = leaseIds;
  }

  /**
   * Begins a hold.
   *
   * @throws IllegalArgumentException if it is longer than {@link #LENGTH_MAX}, or there are too
   *     many
   */
  synchronized Hold hold(Set<NodeId> nodes, Duration length) {
    forgetEnded();
    if (holds.size() >= COUNT_MAX) {
      throw new IllegalArgumentException(
          "there are %d holds already; release one, or wait for one to end".formatted(COUNT_MAX));
    }
    Hold hold = new Hold(leaseIds.get(), nodes, end(length));
    holds.put(hold.lease(), hold);
    return hold;
  }

  /** Makes a hold end this long from now; empty if it has ended. */
  synchronized Optional<Hold> renew(String lease, Duration length) {
    forgetEnded();
    return Optional.ofNullable(
        holds.computeIfPresent(lease, (same, hold) -> new Hold(lease, hold.nodes(), end(length))));
  }

  /** Ends a hold early; false if it has ended. */
  synchronized boolean release(String lease) {
    forgetEnded();
    return holds.remove(lease) != null;
  }

  /** When the last hold on a node ends; empty: it may run. */
  synchronized Optional<Instant> heldUntil(NodeId node) {
    forgetEnded();
    return holds.values().stream()
        .filter(hold -> hold.nodes().contains(node))
        .map(Hold::until)
        .max(Instant::compareTo);
  }

  private Instant end(Duration length) {
    if (length.isNegative() || length.isZero() || length.compareTo(LENGTH_MAX) > 0) {
      throw new IllegalArgumentException(
          "a hold of %d s is not above 0 and at most %d s; renew it if it must last longer"
              .formatted(length.toSeconds(), LENGTH_MAX.toSeconds()));
    }
    return now().plus(length);
  }

  private void forgetEnded() {
    holds.values().removeIf(hold -> !hold.until().isAfter(now()));
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
