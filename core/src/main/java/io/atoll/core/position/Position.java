package io.atoll.core.position;

/**
 * An operation's identity everywhere, its dot: the offset at which it stands in its origin region's
 * log.
 *
 * @param incarnation the life of the origin region's log
 * @param partition from 0
 * @param offset from 0, dense
 */
public record Position(IncarnationId incarnation, int partition, long offset) {
  public Position {
    if (partition < 0) {
      throw new IllegalArgumentException("partition %d is negative".formatted(partition));
    }
    if (offset < 0) {
      throw new IllegalArgumentException("offset %d is negative".formatted(offset));
    }
  }

  /** For people and entity tags: {@code us-east~kq3XbW0qQ7/3/1041}. */
  @Override
  public String toString() {
    return incarnation + "/" + partition + "/" + offset;
  }
}
