package io.atoll.replication.apply;

import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Outcome;

/**
 * What an operation came to.
 *
 * @param carried the timestamp it carries
 */
public record Judged(Position at, Outcome outcome, HybridTimestamp carried) {}
