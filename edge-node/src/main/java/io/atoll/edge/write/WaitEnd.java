package io.atoll.edge.write;

import org.jspecify.annotations.Nullable;

/** How a saved write's wait ended. */
sealed interface WaitEnd {
  /**
   * It is visible.
   *
   * @param verdict what it came to; null: the applier's word on that was lost
   */
  record Visible(@Nullable Verdict verdict) implements WaitEnd {}

  /** It is not visible yet. */
  record TimedOut() implements WaitEnd {}
}
