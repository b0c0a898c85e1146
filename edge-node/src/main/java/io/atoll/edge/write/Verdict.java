package io.atoll.edge.write;

import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Outcome;

/**
 * The applier's word on a write.
 *
 * @param effective the timestamp it counts with
 */
public record Verdict(Outcome outcome, HybridTimestamp effective) {}
