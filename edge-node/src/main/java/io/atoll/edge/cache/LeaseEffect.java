package io.atoll.edge.cache;

import io.atoll.core.operation.Key;
import java.util.List;

/** What the L1 must do before anything else is served. */
sealed interface LeaseEffect {
  /** Drop these keys, and let no load of them that is under way be kept. */
  record DropKeys(long sequence, List<Key> keys) implements LeaseEffect {}

  /** Drop the whole partition; the state's new epoch does it. */
  record DropAll(Reason reason) implements LeaseEffect {}

  /** Why everything in a partition was dropped. */
  enum Reason {
    /** A sequence number is missing: its message is lost or late. */
    GAP,
    /** The lease ended before the messages came that a renewal asked for. */
    LAPSE,
    /** Another Redis answers, or this is the first grant. */
    NEW_RUN
  }
}
