package io.atoll.replication.log;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.Content;
import io.atoll.replication.cell.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A cell as it stands in Redis and in the state topic. Equal cells have equal bytes.
 *
 * <pre>
 * version (1)  flags (1 tombstone, 2 has deadline)  timestamp int64  deadline int64 (0: none)
 * partition  count of origins, each: incarnation text, timestamp int64, offset
 * winner: index among the origins, offset  [content-type text, value bytes]
 * </pre>
 *
 * Redis' scripts read the first {@value #HEAD_SIZE} bytes (see {@code stamp.lua}): they stay where
 * they are in every version.
 */
public final class CellCodec {
  static final int HEAD_SIZE = 18;
  static final int VERSION = 1;
  private static final int TOMBSTONE = 1;
  private static final int HAS_DEADLINE = 2;

  private CellCodec() {}

  public static byte[] encode(Cell cell) {
    ByteWriter out = head(cell).variable(cell.winner().partition());
    out.variable(cell.origins().size());
    cell.origins()
        .forEach((incarnation, progress) ->
            out.text(incarnation.toString())
                .int64(progress.timestamp().packed())
                .variable(progress.offset()));
    out.variable(List.copyOf(cell.origins().keySet()).indexOf(cell.winner().incarnation()))
        .variable(cell.winner().offset());
    return switch (cell.content()) {
      case Content.Value value -> out.text(value.contentType()).bytes(value.bytes()).toBytes();
      case Content.Tombstone() -> out.toBytes();
    };
  }

  private static ByteWriter head(Cell cell) {
    Long deadline = null;
    int flags = TOMBSTONE;
    int size = 0;
    if (cell.content() instanceof Content.Value value) {
      deadline = value.deadlineMillis();
      flags = deadline == null ? 0 : HAS_DEADLINE;
      size = value.bytes().size();
    }
    return new ByteWriter(size + 256)
        .int8(VERSION)
        .int8(flags)
        .int64(cell.timestamp().packed())
        .int64(deadline == null ? 0 : deadline);
  }

  /**
   * The cell that these bytes hold.
   *
   * @throws UnreadableException if the bytes are of another version, or damaged
   */
  public static Cell decode(byte[] bytes) {
    ByteReader in = new ByteReader("cell", bytes).version(VERSION);
    int flags = in.int8();
    HybridTimestamp timestamp = timestamp(in);
    long deadline = in.int64();
    int partition = in.count("partition");
    int count = in.count("origins");
    SortedMap<IncarnationId, Progress> origins = new TreeMap<>();
    List<IncarnationId> order = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      IncarnationId incarnation = in.incarnation();
      origins.put(incarnation, new Progress(timestamp(in), in.variable()));
      order.add(incarnation);
    }
    int winner = in.count("winner");
    if (winner >= order.size()) {
      throw in.damaged("winner %d is not one of %d origins".formatted(winner, order.size()));
    }
    Position position = new Position(order.get(winner), partition, in.variable());
    Content content = new Content.Tombstone();
    if ((flags & TOMBSTONE) == 0) {
      String contentType = in.text();
      content =
          new Content.Value(in.bytes(), contentType, (flags & HAS_DEADLINE) == 0 ? null : deadline);
    }
    in.end();
    return new Cell(content, position, timestamp, origins);
  }

  private static HybridTimestamp timestamp(ByteReader in) {
    long packed = in.int64();
    if (packed < 0) {
      throw in.damaged("timestamp %d is negative".formatted(packed));
    }
    return new HybridTimestamp(packed);
  }
}
