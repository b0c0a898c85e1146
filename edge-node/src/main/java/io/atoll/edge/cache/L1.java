package io.atoll.edge.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.atoll.core.operation.Key;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Registers in memory, bounded in bytes, and the loads under way. Whether an entry may be served is
 * not decided here, but by the lease whose epoch it carries. Safe for use by many threads.
 *
 * <p>A load that ends and an invalidation of its key that arrives meanwhile meet in one {@link
 * ConcurrentHashMap} bin: either the invalidation comes first and the load is no longer there to be
 * kept, or the entry is there when the invalidation drops it.
 */
public final class L1 {
  /** Objects, hash table and list nodes of one entry, measured on a 64-bit JVM and rounded up. */
  static final int ENTRY_OVERHEAD_BYTES = 320;

  private final Cache<Key, Entry> entries;
  private final List<DropListener> listeners;
  private final ConcurrentHashMap<Key, Load> loads = new ConcurrentHashMap<>();

  /**
   * One register in memory.
   *
   * @param epoch of the partition's lease as its load began
   */
  record Entry(Lookup lookup, int partition, long epoch) {}

  /**
   * @param bytesMax of all entries together
   */
  public L1(long bytesMax) {
    this(bytesMax, List.of());
  }

  /**
   * As above, with others who hear of everything that is dropped.
   *
   * @param listeners told after it was dropped here
   */
  public L1(long bytesMax, List<DropListener> listeners) {
    this.listeners = List.copyOf(listeners);
    entries =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher((Key key, Entry entry) -> entry.lookup.weight(key))
            // Upkeep is short and amortised; another thread would cost more.
            .executor(Runnable::run)
            .build();
  }

  @Nullable Entry entry(Key key) {
    return entries.getIfPresent(key);
  }

  /** The load of this key to join, or {@code fresh} itself, which the caller must then run. */
  Load joinOrBegin(Key key, Load fresh) {
    return loads.compute(
        key, (_, running) -> running != null && running.epoch() == fresh.epoch() ? running : fresh);
  }

  /** Keeps what a load found, unless it was tainted meanwhile. Returns whether it was kept. */
  boolean end(Key key, Load load, Lookup found) {
    boolean[] kept = {false};
    loads.computeIfPresent(
        key,
        (_, running) -> {
          if (running != load) {
            return running;
          }
          entries.put(key, new Entry(found, load.partition(), load.epoch()));
          kept[0] = true;
          return null;
        });
    return kept[0];
  }

  /** Ends a load that found nothing out. */
  void abandon(Key key, Load load) {
    loads.remove(key, load);
  }

  /** Drops a key that was changed by the partition's change of this number; taints its load. */
  void drop(int partition, long sequence, Key key) {
    loads.remove(key);
    entries.invalidate(key);
    listeners.forEach(listener -> listener.dropped(partition, sequence, key));
  }

  /** Hears that a whole partition may have changed; its entries are of a former epoch. */
  void droppedAll(int partition, long reached, long from) {
    listeners.forEach(listener -> listener.droppedAll(partition, reached, from));
  }

  /** How many bytes the entries take, dropped ones included until they are evicted. */
  public long bytes() {
    return entries.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  /** How many loads are under way. */
  int loading() {
    return loads.size();
  }
}
