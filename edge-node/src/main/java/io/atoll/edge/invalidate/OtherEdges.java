package io.atoll.edge.invalidate;

import java.util.List;

/** The other edges of the region, which have not seen what this one has. */
public interface OtherEdges {
  /** Tells them of purges. An edge that can't be reached is not told; nothing is waited for. */
  void tell(List<Purge> purges);
}
