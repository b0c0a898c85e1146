package io.atoll.dns.answer;

import io.atoll.dns.wire.Prepared;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * Signed answers about names that aren't there, kept so that a name that is asked for again costs
 * no more than one that is there. Bounded: each name has one place, and takes it from whichever had
 * it before. Safe for use by many threads; finding allocates nothing.
 */
final class SeenNames {
  /** At some 700 bytes each. A power of two. */
  private static final int PLACES = 8_192;

  private static final class Seen {
    private final byte[] name;
    private final Prepared prepared;

    Seen(byte[] name, Prepared prepared) {
      this.name = name;
      this.prepared = prepared;
    }
  }

  private final AtomicReferenceArray<Seen> places = new AtomicReferenceArray<>(PLACES);

  private static int place(byte[] bytes, int from, int to) {
    return QuickNames.hash(bytes, from, to) & (PLACES - 1);
  }

  void put(Name name, Prepared prepared) {
    byte[] wire = name.toWireCanonical();
    places.set(place(wire, 0, wire.length), new Seen(wire, prepared));
  }

  /** The answer about the name that these bytes of a message are; null if it wasn't kept. */
  @Nullable Prepared find(byte[] message, int from, int to) {
    Seen seen = places.get(place(message, from, to));
    return seen != null && QuickNames.equal(seen.name, message, from, to) ? seen.prepared : null;
  }
}
