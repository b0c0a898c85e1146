package io.atoll.replication.cell;

import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import java.util.SortedMap;

/**
 * An operation on its way into a cell's value.
 *
 * @param effective its effective timestamp
 * @param origins how far every origin had come in the cell before it
 */
record Incoming(
    Position at,
    HybridTimestamp effective,
    Operation operation,
    SortedMap<IncarnationId, Progress> origins) {
  Mutation mutation() {
    return operation.mutation();
  }

  IncarnationId origin() {
    return at.incarnation();
  }

  Rank rank() {
    return new Rank(effective, at.incarnation());
  }

  /** Whether neither this operation's writer nor that of an earlier one had seen the other's. */
  boolean isConcurrentWith(Position earlier) {
    if (earlier.incarnation().equals(origin()) || operation.context().covers(earlier)) {
      return false;
    }
    Progress other = origins.get(earlier.incarnation());
    return other == null || !other.context().covers(at);
  }
}
