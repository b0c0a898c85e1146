package io.atoll.replication.log;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import java.util.Map;
import java.util.TreeMap;

/**
 * A watermark as it stands in Redis and in the state topic. Equal watermarks have equal bytes, so
 * that Redis can compare them: version (1), count, each: incarnation text, next offset.
 */
public final class WatermarkCodec {
  static final int VERSION = 1;

  private WatermarkCodec() {}

  public static byte[] encode(Watermark watermark) {
    ByteWriter out = new ByteWriter(256);
    write(out.int8(VERSION), watermark);
    return out.toBytes();
  }

  /** Writes all but the version. */
  public static void write(ByteWriter out, Watermark watermark) {
    out.variable(watermark.nextOffsets().size());
    watermark
        .nextOffsets()
        .forEach((incarnation, next) -> out.text(incarnation.toString()).variable(next));
  }

  /**
   * The watermark that these bytes hold.
   *
   * @throws UnreadableException if the bytes are of another version, or damaged
   */
  public static Watermark decode(byte[] bytes) {
    ByteReader in = new ByteReader("watermark", bytes).version(VERSION);
    Watermark watermark = read(in);
    in.end();
    return watermark;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws UnreadableException if the bytes are damaged
   */
  public static Watermark read(ByteReader in) {
    int count = in.count("origins");
    Map<IncarnationId, Long> offsets = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      offsets.put(in.incarnation(), in.variable());
    }
    return new Watermark(offsets);
  }
}
