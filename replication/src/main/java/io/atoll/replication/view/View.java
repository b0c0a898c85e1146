package io.atoll.replication.view;

import io.atoll.core.operation.Key;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.CellName;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The view of this region, for its edges.
 *
 * <p>Every future fails with {@link ViewUnavailableException} when Redis can't be reached, does not
 * answer in time, or holds no adopted view; no call is repeated.
 */
public interface View {
  /** The longest lease: also how long an applier waits for an edge that does not answer it. */
  Duration LEASE_MAX = Duration.ofMillis(200);

  /** Reads one cell. */
  Future<Reading> read(CellName name);

  /**
   * Reads members of a set, in the order of their UTF-8 bytes.
   *
   * @param after where the last page ended; null: from the first
   * @param limit at least 1
   */
  Future<Listed> members(Key set, @Nullable String after, int limit);

  /**
   * Reads names of a namespace that one partition holds, in the order of their UTF-8 bytes.
   *
   * @param prefix that all of them begin with; may be empty
   * @param after where the last page ended; null: from the first
   * @param limit at least 1
   */
  Future<Listed> names(
      int partition, String namespace, String prefix, @Nullable String after, int limit);

  /**
   * Names keys that have a cell, readable or not, of any partition. Going on until the last page
   * names every key that has one all the time, some more than once.
   *
   * @param partitions whose view must be adopted for an answer
   * @param cursor {@link KeyPage#START}, then where the former page says
   * @param about how many cells to look at; more or fewer may be
   */
  Future<KeyPage> keys(Collection<Integer> partitions, String cursor, int about);

  /**
   * Reads members of a leaderboard from the top.
   *
   * @param first the rank to begin with, from 0
   */
  Future<Ranking> top(Key board, long first, int limit);

  /**
   * Reads members of a leaderboard around one of them.
   *
   * @param each how many before it and how many after it at most
   */
  Future<Ranking> around(Key board, String member, int each);

  /**
   * Gives out the stamp of a write: later than every one given out for this key's partition, than
   * the cell's own and than {@code after}, which raises nobody else's.
   *
   * @param after the newest timestamp the writer has seen, or {@link HybridTimestamp#ZERO}
   */
  Future<Stamp> stamp(CellName name, HybridTimestamp after);

  /**
   * Grants or renews an edge's lease on a partition, counted from before this call.
   *
   * @param edge the edge's node id within the region
   * @param length 1 ms to {@link #LEASE_MAX}
   */
  Future<Lease> lease(int partition, String edge, Duration length);
}
