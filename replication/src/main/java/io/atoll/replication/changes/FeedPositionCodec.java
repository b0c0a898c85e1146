package io.atoll.replication.changes;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.replication.log.ByteReader;
import io.atoll.replication.log.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A position as bytes: count of incarnations, their texts, count of partitions, and for each of
 * those the next offset of every incarnation.
 */
public final class FeedPositionCodec {
  /** Five regions each of which made its log anew twice. */
  public static final int INCARNATIONS_MAX = 15;

  private static final int PARTITIONS_MAX = 256;

  private FeedPositionCodec() {}

  /**
   * Writes a position.
   *
   * @throws IllegalArgumentException if it names more than {@value #INCARNATIONS_MAX} incarnations
   */
  public static void write(ByteWriter out, FeedPosition position) {
    TreeSet<IncarnationId> named = new TreeSet<>();
    position.told().forEach(told -> named.addAll(told.nextOffsets().keySet()));
    if (named.size() > INCARNATIONS_MAX) {
      throw new IllegalArgumentException(
          "a position of %d incarnations has more than %d"
              .formatted(named.size(), INCARNATIONS_MAX));
    }
    out.variable(named.size());
    named.forEach(incarnation -> out.text(incarnation.toString()));
    out.variable(position.partitions());
    for (Watermark told : position.told()) {
      named.forEach(incarnation -> out.variable(told.next(incarnation)));
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws io.atoll.replication.log.UnreadableException if it is anything else
   */
  public static FeedPosition read(ByteReader in) {
    int count = in.count("incarnations");
    if (count > INCARNATIONS_MAX) {
      throw in.damaged("%d incarnations are more than %d".formatted(count, INCARNATIONS_MAX));
    }
    List<IncarnationId> named = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      named.add(in.incarnation());
    }
    int partitions = in.count("partitions");
    if (partitions < 1 || partitions > PARTITIONS_MAX) {
      throw in.damaged("%d partitions are not 1 to %d".formatted(partitions, PARTITIONS_MAX));
    }
    List<Watermark> told = new ArrayList<>(partitions);
    for (int i = 0; i < partitions; i++) {
      Map<IncarnationId, Long> next = new TreeMap<>();
      for (IncarnationId incarnation : named) {
        next.put(incarnation, in.variable());
      }
      told.add(new Watermark(next));
    }
    return new FeedPosition(told);
  }
}
