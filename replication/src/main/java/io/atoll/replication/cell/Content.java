package io.atoll.replication.cell;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Mutation;
import org.jspecify.annotations.Nullable;

/** What won in a register. */
public sealed interface Content {
  /** The mutation that writes it. */
  Mutation asMutation();

  /**
   * A value, readable until its deadline.
   *
   * @param deadlineMillis wall time from which it is no longer read; null: never
   */
  record Value(Bytes bytes, String contentType, @Nullable Long deadlineMillis) implements Content {
    /** Whether it may still be read at this wall time. */
    public boolean isAliveAt(long millis) {
      return deadlineMillis == null || millis < deadlineMillis;
    }

    @Override
    public Mutation asMutation() {
      return new Mutation.PutRegister(bytes, contentType, deadlineMillis);
    }
  }

  /** A delete: keeps its timestamp, so that an older write that arrives later does not win. */
  record Tombstone() implements Content {
    @Override
    public Mutation asMutation() {
      return new Mutation.RemoveRegister();
    }
  }
}
