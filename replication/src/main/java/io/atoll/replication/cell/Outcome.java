package io.atoll.replication.cell;

/** What an operation came to when it was applied. */
public enum Outcome {
  /** A value stands where none was readable. */
  CREATED,
  /** A value stands in the place of another, or was added to. */
  REPLACED,
  /** A value was removed. */
  REMOVED,
  /** There was nothing to remove; the tombstone stands all the same. */
  ABSENT,
  /** A concurrent operation of another origin had already won; the cell only notes this one. */
  SUPERSEDED,
  /** Its condition did not hold: it changes nothing, in no region. */
  VOID,
  /** An earlier attempt with its idempotency key counted: it changes nothing, in no region. */
  REPEATED,
  /** It is from too far in the future: the cell keeps it, and shows it when its time has come. */
  HELD,
  /** The cell covered it before: nothing changed. */
  DUPLICATE;

  /** Whether readers may see a difference. */
  public boolean isSeen() {
    return switch (this) {
      case CREATED, REPLACED, REMOVED, ABSENT -> true;
      case SUPERSEDED, VOID, REPEATED, HELD, DUPLICATE -> false;
    };
  }
}
