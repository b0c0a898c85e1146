package io.atoll.replication.cell;

import io.atoll.core.position.IncarnationId;

/** Which cell of a key. */
public sealed interface Part {
  /** The key's only cell: a register, a counter, a document. */
  record Whole() implements Part {
    static final Whole INSTANCE = new Whole();
  }

  /** That of a member of a set or of a leaderboard. */
  record Of(String member) implements Part {}

  /** What of an origin counted under an idempotency key. */
  record Attempted(IncarnationId origin, String idempotencyKey) implements Part {}
}
