package io.atoll.edge.session;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.log.ByteReader;
import io.atoll.replication.log.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A session's binary form: version, newest timestamp, the incarnations once, then per partition its
 * number, which of the incarnations were seen there as bits, and the next offset of each.
 */
final class SessionCodec {
  private static final int VERSION = 1;

  /** One bit each. Five regions that each made one log anew still fit. */
  static final int INCARNATIONS_MAX = 8;

  private SessionCodec() {}

  /** How many incarnations a session names. */
  static int incarnations(Session session) {
    return named(session).size();
  }

  private static List<IncarnationId> named(Session session) {
    TreeSet<IncarnationId> named = new TreeSet<>();
    session.seen().values().forEach(seen -> named.addAll(seen.nextOffsets().keySet()));
    return List.copyOf(named);
  }

  /** Writes a session of at most {@link #INCARNATIONS_MAX} incarnations. */
  static void write(ByteWriter out, Session session) {
    List<IncarnationId> incarnations = named(session);
    out.int8(VERSION).int64(session.newest().packed()).variable(incarnations.size());
    incarnations.forEach(incarnation -> out.text(incarnation.toString()));
    out.variable(session.seen().size());
    session
        .seen()
        .forEach((partition, seen) -> {
          out.variable(partition).int8(bits(incarnations, seen));
          seen.nextOffsets().values().forEach(out::variable);
        });
  }

  private static int bits(List<IncarnationId> incarnations, Watermark seen) {
    int bits = 0;
    for (int i = 0; i < incarnations.size(); i++) {
      bits |= seen.next(incarnations.get(i)) > 0 ? 1 << i : 0;
    }
    return bits;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws io.atoll.replication.log.UnreadableException if it is anything else
   */
  static Session read(ByteReader in) {
    HybridTimestamp newest = in.version(VERSION).timestamp();
    int count = in.count("incarnations");
    if (count > INCARNATIONS_MAX) {
      throw in.damaged("%d incarnations are more than %d".formatted(count, INCARNATIONS_MAX));
    }
    List<IncarnationId> incarnations = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      incarnations.add(in.incarnation());
    }
    SortedMap<Integer, Watermark> seen = new TreeMap<>();
    for (int left = in.count("partitions"); left > 0; left--) {
      int partition = in.count("partition");
      int bits = in.int8();
      SortedMap<IncarnationId, Long> offsets = new TreeMap<>();
      for (int i = 0; i < count; i++) {
        if ((bits & 1 << i) != 0) {
          offsets.put(incarnations.get(i), in.variable());
        }
      }
      seen.put(partition, new Watermark(offsets));
    }
    return new Session(newest, seen);
  }
}
