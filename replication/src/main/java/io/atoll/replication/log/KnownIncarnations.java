package io.atoll.replication.log;

import io.atoll.core.position.IncarnationId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Incarnations by their text's bytes, those met last: a region knows few, and reads one with every
 * operation and several with every cell. Safe for use by many threads.
 */
final class KnownIncarnations {
  /** A power of two; two that share a slot take turns in it. */
  private static final int SLOTS = 64;

  private final AtomicReferenceArray<@Nullable Known> slots = new AtomicReferenceArray<>(SLOTS);

  private static final class Known {
    final byte[] text;
    final IncarnationId incarnation;

    Known(byte[] text, IncarnationId incarnation) {
      this.text = text;
      this.incarnation = incarnation;
    }
  }

  /**
   * The incarnation that stands there.
   *
   * @throws IllegalArgumentException if it is none
   */
  IncarnationId read(byte[] bytes, int from, int length) {
    int hash = 0;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    Known known = slots.get(slot);
    if (known != null
        && Arrays.equals(known.text, 0, known.text.length, bytes, from, from + length)) {
      return known.incarnation;
    }
    byte[] text = Arrays.copyOfRange(bytes, from, from + length);
    IncarnationId incarnation = IncarnationId.parse(new String(text, StandardCharsets.UTF_8));
    slots.set(slot, new Known(text, incarnation));
    return incarnation;
  }
}
