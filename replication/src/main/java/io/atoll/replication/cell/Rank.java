package io.atoll.replication.cell;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.time.HybridTimestamp;

/**
 * What decides between two writes where only one can stand: the higher effective timestamp, of
 * equal ones the higher origin. No two operations on one cell have equal ranks, since within one
 * origin effective timestamps ascend.
 */
public record Rank(HybridTimestamp timestamp, IncarnationId origin) implements Comparable<Rank> {
  @Override
  public int compareTo(Rank other) {
    int byTime = timestamp.compareTo(other.timestamp);
    return byTime != 0 ? byTime : origin.compareTo(other.origin);
  }

  boolean outranks(Rank other) {
    return compareTo(other) > 0;
  }
}
