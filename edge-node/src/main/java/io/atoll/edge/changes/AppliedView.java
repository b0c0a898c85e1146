package io.atoll.edge.changes;

import io.atoll.replication.changes.Applied;
import io.atoll.replication.view.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** How far the region's view has come, by the edge's leases: never further than it really has. */
public final class AppliedView {
  private final AtomicReferenceArray<@Nullable Lease> leases;

  public AppliedView(int partitions) {
    leases = new AtomicReferenceArray<>(partitions);
  }

  /** Takes a lease that was granted. */
  public void granted(int partition, Lease lease) {
    leases.set(partition, lease);
  }

  /** What is applied; empty before there was a lease on every partition. */
  Optional<Applied> current() {
    List<Lease> all = new ArrayList<>(leases.length());
    for (int i = 0; i < leases.length(); i++) {
      Lease lease = leases.get(i);
      if (lease == null) {
        return Optional.empty();
      }
      all.add(lease);
    }
    return Optional.of(
        new Applied(all.getFirst().ownIncarnation(), all.stream().map(Lease::watermark).toList()));
  }
}
