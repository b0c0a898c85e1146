package io.atoll.edge.invalidate;

import io.atoll.core.operation.Key;
import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.Standing;
import io.atoll.edge.http.KeyTag;
import io.atoll.edge.invalidate.Purges.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Predicate;

/**
 * When keys of the data API last changed, for the pages that name them. What it takes does not grow
 * with keys, changes or pages: keys share slots, some thousands for each partition, and a change of
 * one purges the pages of all keys of its slot.
 *
 * <p>From the moment at which this edge hears of a change until the applier says that every edge
 * has, whoever makes a page may still be shown the old value by another edge: the slot is
 * <em>open</em>, and no page of it is kept. Safe for use by many threads.
 */
final class KeyEpochs {
  /** Of all partitions together; 16 bytes each. */
  static final int SLOTS = 1 << 16;

  /** A change that may not have come to every edge. */
  private record Open(int partition, long sequence, long untilMillis) {}

  private final int partitions;
  private final int slotsEach;
  private final long openMillisMax;
  private final WallClock clock;
  private final AtomicLongArray changedMillis = new AtomicLongArray(SLOTS);
  private final AtomicLongArray changedSequence = new AtomicLongArray(SLOTS);
  private final AtomicLongArray missedMillis;
  private final AtomicLongArray missedSequence;
  private final Map<Integer, Open> open = new ConcurrentHashMap<>();

  /**
   * @param openMax how long another edge may show a value that has changed, if nothing is heard of
   *     it: the length of a lease
   */
  KeyEpochs(int partitions, Duration openMax, WallClock clock) {
    this.partitions = partitions;
    this.slotsEach = Math.max(1, SLOTS / partitions);
    this.openMillisMax = openMax.toMillis();
    this.clock = clock;
    missedMillis = new AtomicLongArray(partitions);
    missedSequence = new AtomicLongArray(partitions);
  }

  private int slot(int partition, Key key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return (partition * slotsEach + ((hash >>> 8) % slotsEach)) % SLOTS;
  }

  /** A key changed by the partition's change of this number. */
  void changed(int partition, long sequence, Key key) {
    int slot = slot(partition, key);
    long now = clock.millis();
    // Open before it is closed: nobody may find it as it was in between.
    open.merge(
        slot,
        new Open(partition, sequence, now + openMillisMax),
        (last, next) -> next.sequence >= last.sequence ? next : last);
    changedSequence.accumulateAndGet(slot, sequence, Math::max);
    changedMillis.accumulateAndGet(slot, now, Math::max);
  }

  /**
   * Every edge has heard of the partition's changes up to this number. Returns whether it matters.
   */
  boolean visible(int partition, long sequence) {
    return close(of -> of.partition == partition && of.sequence <= sequence);
  }

  /** To be called a few times a second: the applier's word may be lost. */
  boolean tick() {
    long now = clock.millis();
    return close(of -> of.untilMillis <= now);
  }

  private boolean close(Predicate<Open> isOver) {
    if (open.isEmpty()) {
      return false;
    }
    boolean[] closed = {false};
    open.forEach((slot, of) -> {
      if (isOver.test(of)) {
        // What was asked for while it was open may have been made of the old value.
        changedMillis.accumulateAndGet(slot, clock.millis(), Math::max);
        closed[0] |= open.remove(slot, of);
      }
    });
    return closed[0];
  }

  /** Any key of the partition may have changed; from this number on every change is heard of. */
  void missed(int partition, long from) {
    missedMillis.accumulateAndGet(partition, clock.millis() + openMillisMax, Math::max);
    missedSequence.set(partition, from);
  }

  /** Another Redis counts from here on. */
  void restarted(int partition, long from) {
    for (int number = 0; number < slotsEach; number++) {
      int slot = (partition * slotsEach + number) % SLOTS;
      // What is open may have changed since then.
      if (!open.containsKey(slot)) {
        changedSequence.set(slot, 0);
      }
    }
    missedSequence.set(partition, from);
  }

  /** Holds a page of this edge against the changes of the keys that it names. */
  Verdict verdict(Set<String> tags, long askedMillis) {
    Verdict worst = Verdict.GOOD;
    for (String tag : tags) {
      Key key = KeyTag.key(tag).orElse(null);
      if (key != null) {
        int partition = key.partition(partitions);
        int slot = slot(partition, key);
        if (open.containsKey(slot) || askedMillis <= changedMillis.get(slot)) {
          return Verdict.GONE;
        }
        worst = worst.or(askedMillis <= missedMillis.get(partition) ? Verdict.STALE : worst);
      }
    }
    return worst;
  }

  /**
   * Holds a page of the region's store against them.
   *
   * @param asked how far its edge had come as it asked for it, in the Redis that counts now
   */
  Verdict verdict(Set<String> tags, Standing asked) {
    Verdict worst = Verdict.GOOD;
    for (String tag : tags) {
      Key key = KeyTag.key(tag).orElse(null);
      if (key != null && key.partition(partitions) < asked.partitions()) {
        int partition = key.partition(partitions);
        int slot = slot(partition, key);
        if (open.containsKey(slot) || asked.sequence(partition) < changedSequence.get(slot)) {
          return Verdict.GONE;
        }
        boolean unclear = asked.sequence(partition) < missedSequence.get(partition);
        worst = worst.or(unclear ? Verdict.STALE : worst);
      }
    }
    return worst;
  }
}
