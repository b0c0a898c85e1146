package io.atoll.replication.view;

import io.atoll.core.operation.Key;
import io.atoll.core.time.HybridTimestamp;
import io.vertx.core.Future;
import java.time.Duration;

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
  Future<Reading> read(Key key);

  /**
   * Gives out the stamp of a write: later than every one given out for this key's partition, than
   * the cell's own and than {@code after}.
   *
   * @param after the newest timestamp the writer has seen, or {@link HybridTimestamp#ZERO}
   */
  Future<Stamp> stamp(Key key, HybridTimestamp after);

  /**
   * Grants or renews an edge's lease on a partition, counted from before this call.
   *
   * @param edge the edge's node id within the region
   * @param length 1 ms to {@link #LEASE_MAX}
   */
  Future<Lease> lease(int partition, String edge, Duration length);
}
