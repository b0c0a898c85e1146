package io.atoll.edge.cache;

import io.atoll.core.operation.Key;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A set of keys that may take one for another, but never says of one that was added that it is not
 * there: a Bloom filter (Bloom 1970) in which a key has its bits within one cache line (Putze,
 * Sanders, Singler 2007), one in each of its words. Safe for use by many threads: who asks after an
 * {@link #add} returned sees it.
 */
final class KeyFilter {
  private static final int BLOCK_WORDS = 8;
  private static final int BLOCK_BITS = BLOCK_WORDS * Long.SIZE;

  private final AtomicLongArray words;
  private final long blocks;
  private final long capacity;
  private final long seed;
  private final AtomicLong added = new AtomicLong();

  /**
   * @param capacity how many keys it is made for
   * @param bitsPerKey 10: one key in a hundred is taken for another one then; 12: one in two
   *     hundred
   * @param seed unknown to clients, so that none can choose keys that are taken for others
   */
  KeyFilter(long capacity, int bitsPerKey, long seed) {
    this.capacity = capacity;
    this.seed = seed;
    blocks = Math.max(1, (capacity * bitsPerKey + BLOCK_BITS - 1) / BLOCK_BITS);
    words = new AtomicLongArray(Math.toIntExact(blocks * BLOCK_WORDS));
  }

  void add(Key key) {
    long hash = hash(key);
    int block = block(hash);
    long bits = mixed(hash);
    boolean isNew = false;
    for (int i = 0; i < BLOCK_WORDS; i++) {
      long bit = bit(bits, i);
      isNew |=
          (words.get(block + i) & bit) == 0
              && (words.getAndAccumulate(block + i, bit, (before, one) -> before | one) & bit) == 0;
    }
    if (isNew) {
      added.incrementAndGet();
    }
  }

  /** False: this key was not added. */
  boolean mayContain(Key key) {
    long hash = hash(key);
    int block = block(hash);
    long bits = mixed(hash);
    for (int i = 0; i < BLOCK_WORDS; i++) {
      if ((words.get(block + i) & bit(bits, i)) == 0) {
        return false;
      }
    }
    return true;
  }

  /** The word's own six of 48 bits say which. */
  private static long bit(long bits, int word) {
    return 1L << ((bits >>> (6 * word)) & 63);
  }

  private int block(long hash) {
    return (int) (((hash >>> 32) * blocks) >>> 32) * BLOCK_WORDS;
  }

  private long hash(Key key) {
    long hash = taken(seed, key.namespace());
    return mixed(taken(step(hash, '/'), key.name()));
  }

  private static long taken(long hash, String text) {
    long next = hash;
    for (int i = 0; i < text.length(); i++) {
      next = step(next, text.charAt(i));
    }
    return next;
  }

  private static long step(long hash, char next) {
    long product = (hash ^ next) * 0x9E37_79B9_7F4A_7C15L;
    return product ^ (product >>> 32);
  }

  /** The finisher of SplitMix64 (Steele, Lea, Flood 2014), a step further on. */
  private static long mixed(long hash) {
    long z = hash + 0x9E37_79B9_7F4A_7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }

  /** How many keys it holds, but for those it took for others as they came. */
  long size() {
    return added.get();
  }

  /** Whether it holds more than it was made for, and so takes more for others than it should. */
  boolean isFull() {
    return size() > capacity;
  }

  long bytes() {
    return (long) words.length() * Long.BYTES;
  }
}
