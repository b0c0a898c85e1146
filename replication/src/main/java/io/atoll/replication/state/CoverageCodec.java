package io.atoll.replication.state;

import io.atoll.core.operation.Bytes;
import io.atoll.replication.log.ByteReader;
import io.atoll.replication.log.ByteWriter;
import io.atoll.replication.log.WatermarkCodec;
import java.util.Map;
import java.util.TreeMap;

/** Coverage as bytes: version (1), watermark bytes, count, each: topic text, next offset. */
final class CoverageCodec {
  static final int VERSION = 1;

  private CoverageCodec() {}

  static byte[] encode(Coverage coverage) {
    ByteWriter out =
        new ByteWriter(512)
            .int8(VERSION)
            .bytes(Bytes.wrap(WatermarkCodec.encode(coverage.watermark())))
            .variable(coverage.nextOffsets().size());
    coverage.nextOffsets().forEach((topic, next) -> out.text(topic).variable(next));
    return out.toBytes();
  }

  static Coverage decode(byte[] bytes) {
    ByteReader in = new ByteReader("coverage", bytes).version(VERSION);
    byte[] watermark = in.bytes().unsafeArray();
    int count = in.count("topics");
    Map<String, Long> offsets = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      offsets.put(in.text(), in.variable());
    }
    in.end();
    return new Coverage(WatermarkCodec.decode(watermark), offsets);
  }
}
