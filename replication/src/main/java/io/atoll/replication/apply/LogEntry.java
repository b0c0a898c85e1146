package io.atoll.replication.apply;

import io.atoll.core.operation.Operation;
import io.atoll.core.position.Position;

/** An operation and where it stands. */
public record LogEntry(Position at, Operation operation) {}
