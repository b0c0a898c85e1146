package io.atoll.edge.cache;

import io.atoll.core.operation.Key;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which keys have a cell in the region's Redis, by partition: what is not among them need not be
 * asked for. Safe for use by many threads.
 *
 * <p>A filter belongs to one epoch of its partition's lease, as an entry in memory does, and what
 * it doesn't have counts like an entry that says so, loaded when the scan began: until then the
 * scan finds every key, and every change since tells its keys here before it is acknowledged, or
 * else the epoch ends, and the filter with it. Keys never leave a filter; when it is full, another
 * one is filled beside it and takes its place.
 */
public class KnownKeys implements DropListener {
  /** For nobody to be full at once. */
  private static final int KEYS_MIN = 1_024;

  /** Filters answer while others are filled to take their places. */
  private static final int FILTERS_PER_PARTITION = 2;

  /**
   * A filter of one epoch of the partition's lease.
   *
   * @param filter being filled, or whole
   */
  record Generation(long epoch, KeyFilter filter) {}

  private static final class Partition {
    volatile @Nullable Generation whole;

    /** Takes what changes, but does not answer. */
    volatile @Nullable Generation filling;

    /** How many keys the last filter came to; -1: there was none. */
    volatile long keys = -1;

    /** The epoch in which there were more keys than may be; -1: none. */
    volatile long tooManyIn = -1;
  }

  private final List<Partition> partitions;
  private final int bitsPerKey;
  private final long keysMax;
  private final long seed;

  /**
   * @param seed unknown to clients
   */
  public KnownKeys(int partitions, KnownKeysConfig config, long seed) {
    this.partitions = IntStream.range(0, partitions).mapToObj(_ -> new Partition()).toList();
    this.bitsPerKey = config.bitsPerKey();
    this.seed = seed;
    keysMax = config.bytesMax() * Byte.SIZE / bitsPerKey / partitions / FILTERS_PER_PARTITION;
  }

  /** An edge that knows none. */
  static KnownKeys none(int partitions) {
    return new KnownKeys(partitions, KnownKeysConfig.OFF, 0);
  }

  /** Whether there is nothing at a key for whoever reads under this epoch of the lease. */
  boolean isAbsent(int partition, long epoch, Key key) {
    Generation whole = partitions.get(partition).whole;
    return whole != null && whole.epoch == epoch && !whole.filter.mayContain(key);
  }

  /** Whether {@link #isAbsent} can be true of some key. */
  boolean answers(int partition, long epoch) {
    Generation whole = partitions.get(partition).whole;
    return whole != null && whole.epoch == epoch;
  }

  /** Whether a filter should be filled for this epoch of the lease. */
  boolean wants(int partition, long epoch) {
    Partition one = partitions.get(partition);
    Generation whole = one.whole;
    return keysMax > 0
        && one.tooManyIn != epoch
        && (whole == null || whole.epoch != epoch || whole.filter.isFull());
  }

  /**
   * Begins to fill a filter: from here on it takes what changes.
   *
   * @param epoch that the lease was in before
   * @param about how many keys there are if nothing is known of the partition
   */
  Generation begin(int partition, long epoch, long about) {
    Partition one = partitions.get(partition);
    long keys = one.keys < 0 ? about : one.keys;
    long capacity = Math.min(keysMax, Math.max(KEYS_MIN, keys + keys / 2));
    Generation fresh = new Generation(epoch, new KeyFilter(capacity, bitsPerKey, seed));
    one.filling = fresh;
    return fresh;
  }

  /** Ends the filling of a filter, which has every key that the scan found. */
  void whole(int partition, Generation filled) {
    Partition one = partitions.get(partition);
    one.keys = filled.filter.size();
    boolean fits = one.keys <= keysMax;
    one.tooManyIn = fits ? -1 : filled.epoch;
    // First there, then gone here: a change that comes between finds it in one place or in both.
    one.whole = fits ? filled : null;
    one.filling = null;
  }

  /** Ends the filling of a filter that will not be whole. */
  void abandon(int partition) {
    partitions.get(partition).filling = null;
  }

  @Override
  public void dropped(int partition, long sequence, Key key) {
    Partition one = partitions.get(partition);
    add(one.filling, key);
    add(one.whole, key);
  }

  private static void add(@Nullable Generation generation, Key key) {
    if (generation != null) {
      generation.filter.add(key);
    }
  }

  @Override
  public void droppedAll(int partition, long reached, long from) {
    Partition one = partitions.get(partition);
    one.whole = null; // of a former epoch: of no more use, and large
    one.tooManyIn = -1;
  }

  /** How many partitions it can tell of which keys are absent. */
  int wholeCount() {
    return (int) partitions.stream().filter(one -> one.whole != null).count();
  }

  /** How many partitions have more keys than the bound allows. */
  int tooManyCount() {
    return (int) partitions.stream().filter(one -> one.tooManyIn >= 0).count();
  }

  long bytes() {
    return partitions.stream().mapToLong(one -> bytes(one.whole) + bytes(one.filling)).sum();
  }

  private static long bytes(@Nullable Generation generation) {
    return generation == null ? 0 : generation.filter.bytes();
  }
}
