package io.atoll.core.routing;

/**
 * What a region is to users now. Intent wins over health: a drained or expelled region stays so
 * when it is healthy.
 */
public enum RegionState {
  /** Healthy and meant to serve. */
  UP,
  /** A majority of observers can't use it. */
  DOWN,
  /** An operator took it out; it runs, replicates and can be restored. */
  DRAINED,
  /** It runs, but has not caught up yet. */
  RECOVERING,
  /**
   * An operator expelled it: nobody waits for it, or takes anything that it wrote and others don't
   * have. Back again it forgets everything, is filled by the others, and can be readmitted then.
   */
  EXPELLED;

  public boolean servesUsers() {
    return this == UP;
  }
}
