package io.atoll.edge.cache;

import io.atoll.core.operation.Key;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.Content;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** What a register's key holds, in the form in which it is answered. */
public sealed interface Lookup {
  /**
   * A value.
   *
   * @param value shared by every answer: never written to
   * @param entityTag with its quotes
   * @param deadlineMillis wall time from which it is no longer read; {@link Long#MAX_VALUE}: never
   */
  record Present(Buffer value, String contentType, String entityTag, long deadlineMillis)
      implements Lookup {
    public boolean expires() {
      return deadlineMillis != Long.MAX_VALUE;
    }
  }

  /** Nothing: never written, or removed. */
  record Absent() implements Lookup {}

  static Lookup of(@Nullable Cell cell) {
    if (cell == null || !(cell.content() instanceof Content.Value value)) {
      return new Absent();
    }
    Long deadline = value.deadlineMillis();
    return new Present(
        Buffer.buffer(value.bytes().unsafeArray()),
        value.contentType(),
        "\"" + cell.winner() + "\"",
        deadline == null ? Long.MAX_VALUE : deadline);
  }

  /** The value, or null if there is none that may be read at this wall time. */
  default @Nullable Present readableAt(long millis) {
    return this instanceof Present present && millis < present.deadlineMillis ? present : null;
  }

  /** About how many bytes of memory this takes under its key. */
  default int weight(Key key) {
    int text = key.namespace().length() + key.name().length();
    if (this instanceof Present present) {
      text += present.contentType.length() + present.entityTag.length();
      return L1.ENTRY_OVERHEAD_BYTES + text + present.value.length();
    }
    return L1.ENTRY_OVERHEAD_BYTES + text;
  }
}
