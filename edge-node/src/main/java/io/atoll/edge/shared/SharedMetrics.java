package io.atoll.edge.shared;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** What is counted of answers shared within a region. Every meter is made at the start. */
final class SharedMetrics {
  /** What a look into the store came to. */
  enum Look {
    /** An answer was there. */
    FOUND,
    /** This edge asks. */
    LEAD,
    /** Another edge asks. */
    BUSY,
    /** Another edge asks, and the answer comes. */
    COMING,
    /** Answers are each for one alone. */
    ALONE,
    /** Nothing was there, and this edge does not ask. */
    NOTHING,
    /** Redis did not answer in time, or holds what can't be read. */
    FAILED
  }

  /** What became of an answer to be shared. */
  enum Write {
    /** It comes, and others may read along. */
    ANNOUNCED,
    STORED,
    /** Another edge had taken over, or the URI was dropped. */
    REFUSED,
    /** Too large, or too much on its way. */
    SKIPPED,
    FAILED
  }

  /** How reading a body along with the edge that brings it went. */
  enum Follow {
    WHOLE,
    /** It broke off, or did not go on in time. */
    BROKEN
  }

  private final Map<Look, Counter> looks = new EnumMap<>(Look.class);
  private final Map<Write, Counter> writes = new EnumMap<>(Write.class);
  private final Map<Follow, Counter> follows = new EnumMap<>(Follow.class);

  SharedMetrics(MeterRegistry meters, LongSupplier pendingBytes) {
    for (Look look : Look.values()) {
      looks.put(look, meters.counter("atoll_edge_shared_looks", "outcome", label(look)));
    }
    for (Write write : Write.values()) {
      writes.put(write, meters.counter("atoll_edge_shared_writes", "outcome", label(write)));
    }
    for (Follow follow : Follow.values()) {
      follows.put(follow, meters.counter("atoll_edge_shared_follows", "outcome", label(follow)));
    }
    Gauge.builder("atoll_edge_shared_pending_bytes", pendingBytes, LongSupplier::getAsLong)
        .strongReference(true)
        .register(meters);
  }

  private static String label(Enum<?> outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  void count(Look look) {
    count(looks.get(look));
  }

  void count(Write write) {
    count(writes.get(write));
  }

  void count(Follow follow) {
    count(follows.get(follow));
  }

  private static void count(@org.jspecify.annotations.Nullable Counter counter) {
    if (counter != null) {
      counter.increment();
    }
  }
}
