package io.atoll.edge.invalidate;

import io.atoll.core.operation.Key;
import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.DropListener;
import io.atoll.edge.cache.Standing;
import io.atoll.edge.http.PageKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What has been purged, and when by this edge's clock. An answer that was asked for before a purge
 * of it is purged, however late it is stored or found. A purge costs the same however much it is
 * about, and a page is held against all of them once after each.
 *
 * <p>An edge that may have missed one takes everything it holds for stale; leases tell whether one
 * can have been missed at all. So does one that knows of too many: the oldest are forgotten, and
 * what was asked for before them is stale. What other edges asked for is held against the same
 * purges by their {@link PurgeOrder}. Safe for use by many threads.
 */
public final class Purges implements DropListener {
  /** Kept at one time: a few hundred bytes each. */
  static final int COUNT_MAX = 4_096;

  /** Of one: its scope, with a URL of usual length, and its place in a table. */
  private static final int BYTES_EACH = 400;

  /** How far apart the clocks of two edges may be for what only one of them knows of. */
  private static final long SKEW_MAX_MILLIS = 60_000;

  /** What has become of a page; each is worse than the one before it. */
  public enum Verdict {
    GOOD,
    STALE,
    GONE;

    Verdict or(Verdict other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  private final WallClock clock;
  private final Counter applied;
  private final Counter missed;
  private final PurgeTimes all = new PurgeTimes(COUNT_MAX);
  private final PurgeTimes own = new PurgeTimes(COUNT_MAX);
  private final PurgeOrder order = new PurgeOrder(COUNT_MAX);

  /** What was asked for until then is stale as long as it is not clear what was missed. */
  private volatile long unclearMillis = Long.MIN_VALUE;

  /** What was asked for until then is stale as long as this edge hears of no purges. */
  private volatile long unheardMillis = Long.MIN_VALUE;

  private volatile long version;

  /** The Redis of each partition. */
  private final Map<Integer, String> runs = new ConcurrentHashMap<>();

  private final KeyEpochs keys;
  private final Predicate<String> purging;
  private final Counter keysChanged;
  private volatile long keysVersion;

  /** For an edge whose pages name no keys. */
  public Purges(WallClock clock, MeterRegistry meters) {
    this(clock, meters, 256, Duration.ZERO, _ -> false);
  }

  /**
   * @param partitions of the log and of the view
   * @param leaseLength how long another edge may show a key as it was
   * @param purging by a namespace's name, whether a change of its keys purges pages
   */
  public Purges(
      WallClock clock,
      MeterRegistry meters,
      int partitions,
      Duration leaseLength,
      Predicate<String> purging) {
    this.clock = clock;
    this.purging = purging;
    keys = new KeyEpochs(partitions, leaseLength, clock);
    keysChanged = meters.counter("atoll_edge_page_keys_changed");
    applied = meters.counter("atoll_edge_purges");
    missed = meters.counter("atoll_edge_purges_missed");
  }

  /**
   * Applies one now that only this edge knows of. When this returns, nothing it is about is served
   * any more.
   */
  public synchronized void apply(Purge purge) {
    own.apply(purge, clock.millis());
    take(purge);
  }

  private synchronized void take(Purge purge) {
    all.apply(purge, clock.millis());
    version++;
    applied.increment();
  }

  /** About how many bytes of memory what is known of them takes. */
  public long bytes() {
    return (long) BYTES_EACH * (all.count() + own.count() + order.count());
  }

  /** Grows with every purge; a verdict holds as long as it stays. */
  public long version() {
    return version;
  }

  /** As above, for a page that names keys. */
  public long versionWithKeys() {
    return version + keysVersion;
  }

  /**
   * Holds a page against everything purged.
   *
   * @param askedMillis when its upstream was asked for it, or to confirm it
   */
  public Verdict verdict(PageKey key, Set<String> tags, long askedMillis) {
    boolean clear = askedMillis > unclearMillis && askedMillis > unheardMillis;
    return (clear ? Verdict.GOOD : Verdict.STALE)
        .or(all.verdict(key, tags, askedMillis))
        .or(keys.verdict(tags, askedMillis));
  }

  /**
   * Holds an answer of the region's store against everything purged.
   *
   * @param asked how far the edge that stored it had come as it asked its upstream
   * @param askedMillis when that was, by that edge's clock
   * @param here whether this edge has stored it
   */
  public Verdict verdict(
      PageKey key, Set<String> tags, Standing asked, long askedMillis, boolean here) {
    return order
        .verdict(key, tags, asked)
        .or(keys.verdict(tags, asked))
        .or(own.verdict(key, tags, here ? askedMillis : askedMillis - SKEW_MAX_MILLIS));
  }

  @Override
  public void dropped(int partition, long sequence, Key key) {
    if (purging.test(key.namespace())) {
      changed(partition, sequence, key);
    } else {
      Purge.of(key).ifPresent(purge -> dropped(partition, sequence, purge));
    }
  }

  private synchronized void changed(int partition, long sequence, Key key) {
    keys.changed(partition, sequence, key);
    keysVersion++;
    keysChanged.increment();
  }

  /** Every edge of the region has heard of the partition's changes up to this number. */
  public void visible(int partition, long sequence) {
    if (keys.visible(partition, sequence)) {
      keysMoved();
    }
  }

  /** To be called a few times a second. */
  public void tick() {
    if (keys.tick()) {
      keysMoved();
    }
  }

  private synchronized void keysMoved() {
    keysVersion++;
  }

  private synchronized void dropped(int partition, long sequence, Purge purge) {
    order.purged(partition, sequence, purge);
    take(purge);
  }

  @Override
  public synchronized void droppedAll(int partition, long reached, long from) {
    order.missed(partition, reached, from);
    keys.missed(partition, from);
    unclearMillis = clock.millis();
    version++;
  }

  /**
   * Hears of every lease granted on a partition, after what it changed here.
   *
   * @param sequence the number of the partition's last change
   * @param purged the number of the last change that may have been a purge
   */
  public void granted(int partition, String run, long sequence, long purged) {
    if (!run.equals(runs.put(partition, run))) {
      keys.restarted(partition, sequence);
    }
    PurgeOrder.Missed what = order.granted(partition, run, sequence, purged);
    if (what != PurgeOrder.Missed.AS_BEFORE) {
      clear(what == PurgeOrder.Missed.SOME);
    }
  }

  /** For too long, this edge would not have heard of a purge: what it has is stale. */
  synchronized void unheard() {
    unheardMillis = clock.millis();
    version++;
  }

  /** It hears of purges again; what it missed meanwhile it is told otherwise. */
  synchronized void heard() {
    if (unheardMillis != Long.MIN_VALUE) {
      unheardMillis = Long.MIN_VALUE;
      version++;
    }
  }

  private synchronized void clear(boolean some) {
    if (some) {
      all.allStale(clock.millis());
      missed.increment();
    }
    if (order.isWhole()) {
      unclearMillis = Long.MIN_VALUE;
    }
    version++;
  }
}
