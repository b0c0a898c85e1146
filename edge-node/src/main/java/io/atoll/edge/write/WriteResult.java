package io.atoll.edge.write;

import io.atoll.core.position.Position;
import io.atoll.replication.cell.Outcome;

/** What became of a write. */
public sealed interface WriteResult {
  /** It is saved, and every read in this region that begins now sees it or something newer. */
  record Visible(Position position, Outcome outcome) implements WriteResult {}

  /** It is saved, and will be visible later. */
  record Saved(Position position) implements WriteResult {}

  /**
   * The log did not confirm it. It may be in the log all the same.
   *
   * @param reason for the log, not for clients
   */
  record Unconfirmed(Throwable reason) implements WriteResult {}
}
