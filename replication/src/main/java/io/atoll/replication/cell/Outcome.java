package io.atoll.replication.cell;

/** What an operation came to when it was applied. */
public enum Outcome {
  /** A value stands where none was readable. */
  CREATED,
  /** A value stands in the place of another. */
  REPLACED,
  /** A value was removed. */
  REMOVED,
  /** There was nothing to remove; the tombstone stands all the same. */
  ABSENT,
  /** A concurrent operation of another origin had already won; the cell only notes this one. */
  SUPERSEDED,
  /** The cell covered it before: nothing changed. */
  DUPLICATE
}
