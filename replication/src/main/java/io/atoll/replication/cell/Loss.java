package io.atoll.replication.cell;

import io.atoll.core.operation.Mutation;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;

/**
 * A write that lost to a concurrent one: neither writer had seen the other's.
 *
 * @param lost what it would have done; of a document only the field that lost
 * @param loser where it stands
 * @param loserTimestamp its effective timestamp
 * @param winner where the write stands that won
 * @param winnerTimestamp that one's effective timestamp
 */
public record Loss(
    Mutation lost,
    Position loser,
    HybridTimestamp loserTimestamp,
    Position winner,
    HybridTimestamp winnerTimestamp) {}
