package io.atoll.core.operation;

/**
 * What one origin has added to a number so far.
 *
 * @param offset where the last of its additions stands in its log
 * @param total the sum of its additions up to there, in wrapping 64-bit arithmetic
 */
public record Tally(long offset, long total) {
  public Tally {
    if (offset < 0) {
      throw new IllegalArgumentException("offset %d is negative".formatted(offset));
    }
  }

  /** The later of two of one origin; null stands for none yet. */
  public Tally later(Tally other) {
    return other.offset > offset ? other : this;
  }
}
