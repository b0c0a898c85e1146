package io.atoll.replication;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Key;
import io.atoll.core.position.Watermark;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.Content;
import io.atoll.replication.log.ByteWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * A fingerprint of a partition's cells, whatever their order: regions with equal watermarks and
 * equal data have equal ones. Made of every key, winning position and content; not of what merging
 * alone needs.
 */
final class Digest {
  private final byte[] sum;
  private final Set<Key> seen = new HashSet<>();
  private final MessageDigest sha256;

  Digest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("expected SHA-256 in every JDK", e);
    }
    sum = new byte[sha256.getDigestLength()];
  }

  /** A partition's fingerprint at a watermark. */
  record Result(int partition, Watermark watermark, int cells, String digest) {}

  /** Adds cells; one that comes again counts once. */
  void add(Map<Key, Cell> cells) {
    cells.forEach((key, cell) -> {
      if (seen.add(key)) {
        byte[] one = sha256.digest(bytes(key, cell));
        for (int i = 0; i < sum.length; i++) {
          sum[i] ^= one[i];
        }
      }
    });
  }

  private static byte[] bytes(Key key, Cell cell) {
    ByteWriter out = new ByteWriter(256).text(key.toString()).text(cell.winner().toString());
    return switch (cell.content()) {
      case Content.Tombstone() -> out.int8(0).toBytes();
      case Content.Value(Bytes value, String contentType, Long deadline) ->
          out.int8(1)
              .text(contentType)
              .int64(deadline == null ? -1 : deadline)
              .bytes(value)
              .toBytes();
    };
  }

  Result result(int partition, Watermark watermark) {
    return new Result(partition, watermark, seen.size(), HexFormat.of().formatHex(sum));
  }
}
