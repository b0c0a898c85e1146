package io.atoll.edge.page;

/**
 * A large body that clients are being sent piece by piece. It stays in memory until the last of
 * them has it, also when it is stored no more: then it counts as under way. Safe for use by many
 * threads.
 */
final class Lending {
  private final int bytes;
  private int borrowers;
  private boolean stored;

  /** Not stored, but charged to the budget. */
  private boolean lingers;

  Lending(int bytes) {
    this.bytes = bytes;
  }

  /** Begins to send it; returns whether there is room for what it may come to take. */
  synchronized boolean begin(MemoryBudget budget) {
    if (borrowers == 0 && !(stored ? budget.hasRoom(bytes) : budget.reserve(bytes))) {
      return false;
    }
    lingers |= !stored;
    borrowers++;
    return true;
  }

  /** A client has it, or is gone. */
  void end(MemoryBudget budget) {
    boolean last;
    synchronized (this) {
      borrowers--;
      last = borrowers == 0 && lingers;
      lingers &= borrowers > 0;
    }
    if (last) {
      budget.release(bytes);
    }
  }

  /** It counts as stored from now on. */
  synchronized void stored(MemoryBudget budget) {
    stored = true;
    if (lingers) {
      lingers = false;
      budget.linger(-bytes);
    }
  }

  /** It is stored no more. */
  synchronized void dropped(MemoryBudget budget) {
    stored = false;
    if (borrowers > 0 && !lingers) {
      lingers = true;
      budget.linger(bytes);
    }
  }
}
