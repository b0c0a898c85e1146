package io.atoll.replication.lease;

import java.util.Collection;

/** Who acts on leases. Called by one thread. */
public interface LeaseHolder {
  /** These duties are its own from now on. */
  void hold(Collection<Integer> duties);

  /**
   * These duties are its own no more. Until this returns, no other replicator begins them, unless
   * they were lost.
   */
  void release(Collection<Integer> duties);
}
