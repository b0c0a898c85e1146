package io.atoll.replication.apply;

import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Outcome;

/**
 * What an operation came to.
 *
 * @param carried the timestamp it carries
 * @param effective the one it counts with; what its writer's session has seen
 */
public record Judged(
    Position at, Outcome outcome, HybridTimestamp carried, HybridTimestamp effective) {}
