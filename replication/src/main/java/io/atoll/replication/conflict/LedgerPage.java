package io.atoll.replication.conflict;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some conflicts, the newest first.
 *
 * @param older where it goes on; null: there are no older ones
 */
public record LedgerPage(List<KeptConflict> conflicts, @Nullable LedgerCursor older) {
  public LedgerPage {
    conflicts = List.copyOf(conflicts);
  }
}
