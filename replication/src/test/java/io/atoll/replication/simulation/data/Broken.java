package io.atoll.replication.simulation.data;

/** An invariant does not hold in a world. */
final class Broken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Invariant invariant;

  Broken(Invariant invariant, String how) {
    // Thrown often while planted bugs are looked for and faults are minimised: no stack trace.
    super("'%s' is broken: %s".formatted(invariant, how), null, false, false);
    this.invariant = invariant;
  }

  Invariant invariant() {
    return invariant;
  }
}
