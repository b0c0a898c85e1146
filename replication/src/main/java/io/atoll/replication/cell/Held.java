package io.atoll.replication.cell;

import io.atoll.core.operation.Operation;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;

/**
 * An operation that a cell keeps until its time has come.
 *
 * @param effective its effective timestamp
 */
public record Held(Position at, HybridTimestamp effective, Operation operation) {}
