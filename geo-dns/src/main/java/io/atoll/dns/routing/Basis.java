package io.atoll.dns.routing;

/**
 * What an answer rests on. While any region serves users it is {@link #HEALTH}; the others are the
 * answers of bad days, of which {@link AllDown} says which may be given.
 */
public enum Basis {
  /** Regions that serve users now. */
  HEALTH,
  /**
   * No region serves by the newest table: those that did by the last table that had one, except
   * what an operator has drained since.
   */
  LAST_GOOD,
  /** No last good table is known: every region that is not drained, with all its edges. */
  ALL_UNDRAINED,
  /** All that is left is drained: everything but what was expelled. */
  ALL,
  /** Addresses of the operator's, whatever the table. */
  STATIC,
  /** There is no table, or no edge in it, or none may be given. */
  NOTHING
}
