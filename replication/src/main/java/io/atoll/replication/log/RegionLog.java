package io.atoll.replication.log;

import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Where this region's edges make their writes durable.
 *
 * <p>May lose nothing that it answered for; an append that fails may still be in the log, once at
 * most. Appends of one caller to one key stand in the order of their calls.
 */
public interface RegionLog {
  /**
   * Appends an operation. Never blocks.
   *
   * @param life of the log that the operation speaks of, so that it must not go to another; null:
   *     it speaks of none
   * @return where it stands, once it is durable; fails within the log's delivery timeout
   */
  Future<Position> append(Operation operation, @Nullable IncarnationId life);

  /** The life of the log that appends go to. A log that is made anew is followed. */
  IncarnationId incarnation();
}
