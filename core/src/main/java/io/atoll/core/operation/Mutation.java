package io.atoll.core.operation;

import org.jspecify.annotations.Nullable;

/**
 * What an operation does to its key. Closed: a new case breaks the build wherever one is applied or
 * encoded.
 */
public sealed interface Mutation {
  /**
   * Sets a register.
   *
   * @param contentType as the writer gave it, given back to every reader
   * @param deadlineMillis wall time from which the value is no longer read; null: never
   */
  record PutRegister(Bytes value, String contentType, @Nullable Long deadlineMillis)
      implements Mutation {
    public PutRegister {
      if (deadlineMillis != null && deadlineMillis < 0) {
        throw new IllegalArgumentException("deadline %d is before 1970".formatted(deadlineMillis));
      }
    }
  }

  /** Leaves a tombstone. */
  record RemoveRegister() implements Mutation {}
}
