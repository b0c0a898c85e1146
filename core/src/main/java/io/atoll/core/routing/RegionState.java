package io.atoll.core.routing;

/**
 * What a region is to users now. Intent wins over health: a drained region stays drained when it is
 * healthy.
 */
public enum RegionState {
  /** Healthy and meant to serve. */
  UP,
  /** A majority of observers can't use it. */
  DOWN,
  /** An operator took it out; it runs, replicates and can be restored. */
  DRAINED,
  /** It runs, but has not caught up yet. */
  RECOVERING;

  public boolean servesUsers() {
    return this == UP;
  }
}
