package io.atoll.core.operation;

/**
 * What must hold for an operation to count: that no other operation of its origin region has
 * changed the cell since its writer looked. Writes of other regions are concurrent to it and merge
 * as such.
 *
 * @param lastOwnOffset where the last operation of the writer's own region that changed the cell
 *     stands in that region's log, as its writer saw it; {@link #NONE}: there was none
 */
public record Condition(long lastOwnOffset) {
  public static final long NONE = -1;

  public Condition {
    if (lastOwnOffset < NONE) {
      throw new IllegalArgumentException("offset %d is under %d".formatted(lastOwnOffset, NONE));
    }
  }
}
