package io.atoll.replication.log;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Content;
import io.atoll.replication.cell.Document;
import io.atoll.replication.cell.Held;
import io.atoll.replication.cell.Merged;
import io.atoll.replication.cell.Progress;
import io.atoll.replication.cell.Register;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A cell as it stands in Redis and in the state topic. Equal cells have equal bytes.
 *
 * <pre>
 * version (1)  flags (1 nothing to read, 2 has deadline)  timestamp int64  deadline int64 (0: none)
 * count of origins, each: incarnation text, timestamp int64, offset, change offset + 1, context
 * count of held operations, each: origin's index, partition, offset, effective int64, operation
 * value, see {@link MergedCodec}
 * </pre>
 *
 * Redis' scripts read the first {@value #HEAD_SIZE} bytes (see {@code stamp.lua}): they stay where
 * they are in every version.
 */
public final class CellCodec {
  static final int HEAD_SIZE = 18;
  static final int VERSION = 2;
  private static final int ABSENT = 1;
  private static final int HAS_DEADLINE = 2;

  private CellCodec() {}

  public static byte[] encode(Cell cell) {
    ByteWriter out = head(cell);
    List<IncarnationId> origins = List.copyOf(cell.origins().keySet());
    out.variable(origins.size());
    cell.origins()
        .forEach((incarnation, progress) -> {
          out.text(incarnation.toString())
              .int64(progress.timestamp().packed())
              .variable(progress.offset())
              .variable(progress.changeOffset() + 1);
          WatermarkCodec.write(out, progress.context());
        });
    out.variable(cell.held().size());
    for (Held held : cell.held()) {
      out.variable(origins.indexOf(held.at().incarnation()))
          .variable(held.at().partition())
          .variable(held.at().offset())
          .int64(held.effective().packed());
      OperationCodec.write(out, held.operation());
    }
    MergedCodec.write(out, cell.value());
    return out.toBytes();
  }

  /** The bytes of each cell, in the same order. */
  public static Map<CellName, byte[]> encode(Map<CellName, Cell> cells) {
    Map<CellName, byte[]> encoded = LinkedHashMap.newLinkedHashMap(cells.size());
    cells.forEach((name, cell) -> encoded.put(name, encode(cell)));
    return encoded;
  }

  /**
   * What a cell has merged, what it holds included: equal bytes in regions that have applied the
   * same operations, whenever they came.
   */
  public static byte[] merged(Cell cell) {
    Merged value = cell.at(Long.MAX_VALUE).value();
    ByteWriter out = new ByteWriter(MergedCodec.size(value) + 256);
    MergedCodec.write(out, value);
    return out.toBytes();
  }

  private static ByteWriter head(Cell cell) {
    Long deadline = deadline(cell.value());
    boolean listed = cell.value().isListed();
    return new ByteWriter(MergedCodec.size(cell.value()) + 256)
        .int8(VERSION)
        .int8((listed ? 0 : ABSENT) | (deadline == null ? 0 : HAS_DEADLINE))
        .int64(cell.timestamp().packed())
        .int64(deadline == null ? 0 : deadline);
  }

  private static @Nullable Long deadline(Merged value) {
    return switch (value) {
      case Register(Content.Value content, Position _, HybridTimestamp _) ->
          content.deadlineMillis();
      case Document document -> document.deadlineMillis();
      default -> null;
    };
  }

  /**
   * The cell that these bytes hold.
   *
   * @throws UnreadableException if the bytes are of another version, or damaged
   */
  public static Cell decode(CellName name, byte[] bytes) {
    ByteReader in = reader(bytes);
    HybridTimestamp timestamp = timestamp(in);
    Map<IncarnationId, Progress> origins = origins(in);
    List<Held> held = held(in, name.key(), List.copyOf(origins.keySet()));
    Merged value = MergedCodec.read(in);
    in.end();
    return new Cell(value, timestamp, origins, held);
  }

  /**
   * What a cell has seen of every origin, out of its first bytes.
   *
   * @param bytes may end anywhere after the origins
   */
  public static Watermark seen(byte[] bytes) {
    ByteReader in = reader(bytes);
    timestamp(in);
    Map<IncarnationId, Long> seen = new TreeMap<>();
    origins(in).forEach((incarnation, progress) -> seen.put(incarnation, progress.offset() + 1));
    return new Watermark(seen);
  }

  private static ByteReader reader(byte[] bytes) {
    return new ByteReader("cell", bytes).version(VERSION);
  }

  private static HybridTimestamp timestamp(ByteReader in) {
    in.int8();
    HybridTimestamp timestamp = in.timestamp();
    in.int64();
    return timestamp;
  }

  private static Map<IncarnationId, Progress> origins(ByteReader in) {
    Map<IncarnationId, Progress> origins = new TreeMap<>();
    for (int left = in.count("origins"); left > 0; left--) {
      IncarnationId incarnation = in.incarnation();
      HybridTimestamp timestamp = in.timestamp();
      long offset = in.variable();
      long change = in.variable() - 1;
      origins.put(incarnation, new Progress(timestamp, offset, change, WatermarkCodec.read(in)));
    }
    return origins;
  }

  private static List<Held> held(ByteReader in, Key key, List<IncarnationId> origins) {
    List<Held> held = new ArrayList<>();
    for (int left = in.count("held operations"); left > 0; left--) {
      int origin = in.count("origin");
      if (origin >= origins.size()) {
        throw in.damaged("origin %d is not one of %d".formatted(origin, origins.size()));
      }
      Position at = new Position(origins.get(origin), in.count("partition"), in.variable());
      HybridTimestamp effective = in.timestamp();
      held.add(new Held(at, effective, OperationCodec.read(in, key)));
    }
    return held;
  }
}
