package io.atoll.replication.conflict;

import io.atoll.core.operation.Key;
import io.atoll.replication.cell.Loss;

/**
 * A write that lost to a concurrent one, as this region found out.
 *
 * @param foundMillis when, by this region's clock
 */
public record Conflict(Key key, Loss loss, Reason reason, long foundMillis) {
  /** Why the one that lost did. */
  public enum Reason {
    /** Neither writer had seen the other's write, and the other's stamp was later. */
    CONCURRENT,
    /** As above, and the later stamp was from a clock far ahead of this region's. */
    SKEWED,
    /**
     * Only this region had it when it was reseeded, so that it counts nowhere any more. Nothing won
     * over it: winner and loser are the same.
     */
    LEFT_BEHIND
  }
}
