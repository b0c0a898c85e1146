package io.atoll.dns.answer;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * Names in wire format with a value each, found in a message without regard to case and without
 * allocation.
 */
final class QuickNames<T> {
  private final byte[][] names;
  private final @Nullable Object[] values;
  private final int mask;

  QuickNames(Map<Name, T> entries) {
    int size = Math.max(2, Integer.highestOneBit(entries.size()) << 2);
    names = new byte[size][];
    values = new Object[size];
    mask = size - 1;
    entries.forEach(this::put);
  }

  private void put(Name name, T value) {
    byte[] wire = name.toWireCanonical();
    int at = hash(wire, 0, wire.length) & mask;
    while (values[at] != null) {
      at = (at + 1) & mask;
    }
    names[at] = wire;
    values[at] = value;
  }

  /** Lengths of labels are at most 63, so lowering them too changes nothing. */
  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
  }

  static int hash(byte[] bytes, int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + lower(bytes[i]);
    }
    // The multiplier leaves names of one zone near each other; this parts them.
    hash *= 0x9e3779b9;
    return hash ^ (hash >>> 15);
  }

  /** The value of the name that these bytes of a message are; null if there is none. */
  @SuppressWarnings("unchecked") // Only put() fills the table.
  @Nullable T find(byte[] message, int from, int to) {
    for (int at = hash(message, from, to) & mask; values[at] != null; at = (at + 1) & mask) {
      if (equal(names[at], message, from, to)) {
        return (T) values[at];
      }
    }
    return null;
  }

  static boolean equal(byte[] name, byte[] message, int from, int to) {
    if (name.length != to - from) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (name[i] != lower(message[from + i])) {
        return false;
      }
    }
    return true;
  }
}
