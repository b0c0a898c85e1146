package io.atoll.edge.cache;

import io.atoll.core.operation.Key;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.view.KeyPage;
import io.atoll.replication.view.Listed;
import io.atoll.replication.view.Ranking;
import io.atoll.replication.view.Reading;
import io.atoll.replication.view.Stamp;
import io.atoll.replication.view.View;
import io.vertx.core.Future;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A view of which only what a test overrides may be asked, leases at least. */
abstract class LeasesOnly implements View {
  @Override
  public Future<Reading> read(CellName name) {
    throw new AssertionError("nobody reads here");
  }

  @Override
  public Future<Listed> members(Key set, @Nullable String after, int limit) {
    throw new AssertionError("nobody lists here");
  }

  @Override
  public Future<Listed> names(
      int partition, String namespace, String prefix, @Nullable String after, int limit) {
    throw new AssertionError("nobody lists here");
  }

  @Override
  public Future<KeyPage> keys(Collection<Integer> partitions, String cursor, int about) {
    throw new AssertionError("nobody scans here");
  }

  @Override
  public Future<Ranking> top(Key board, long first, int limit) {
    throw new AssertionError("nobody ranks here");
  }

  @Override
  public Future<Ranking> around(Key board, String member, int each) {
    throw new AssertionError("nobody ranks here");
  }

  @Override
  public Future<Stamp> stamp(CellName name, HybridTimestamp after) {
    throw new AssertionError("nobody writes here");
  }
}
