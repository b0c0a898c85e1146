package io.atoll.edge.write;

import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Outcome;

/** What became of a write. */
public sealed interface WriteResult {
  /**
   * It is saved, and every read in this region that begins now sees it or something newer.
   *
   * @param effective the timestamp it counts with, as far as known
   */
  record Visible(Position position, Outcome outcome, HybridTimestamp effective)
      implements WriteResult {}

  /**
   * It is saved, and will be visible later.
   *
   * @param stamp it carries; it may come to count with a later one
   */
  record Saved(Position position, HybridTimestamp stamp) implements WriteResult {}

  /** What is there is not what the precondition asks for: nothing was written. */
  record PreconditionFailed() implements WriteResult {}

  /**
   * It is saved with its condition, and whether it counts is not known: it was not judged in time,
   * or others have come after it since.
   */
  record Unjudged(Position position) implements WriteResult {}

  /**
   * It can't be written without the view, which is not available: nothing was written.
   *
   * @param reason for the log, not for clients
   */
  record NeedsView(Throwable reason) implements WriteResult {}

  /**
   * The log did not confirm it. It may be in the log all the same.
   *
   * @param reason for the log, not for clients
   */
  record Unconfirmed(Throwable reason) implements WriteResult {}
}
