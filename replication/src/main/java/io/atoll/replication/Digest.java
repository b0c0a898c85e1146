package io.atoll.replication;

import io.atoll.core.operation.Bytes;
import io.atoll.core.position.Watermark;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Part;
import io.atoll.replication.log.ByteWriter;
import io.atoll.replication.log.CellCodec;
import io.atoll.replication.log.UnreadableException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * A fingerprint of a partition's cells, whatever their order: regions with equal watermarks and
 * equal data have equal ones. Made of every cell's name and merged value, what it holds for later
 * included; not of how far each origin has come in it.
 */
final class Digest {
  private final byte[] sum;
  private final Set<CellName> seen = new HashSet<>();
  private final MessageDigest sha256 = sha256();

  Digest() {
    sum = new byte[sha256.getDigestLength()];
  }

  /** A partition's fingerprint at a watermark. */
  record Result(int partition, Watermark watermark, int cells, String digest) {}

  /** Adds cells; one that comes again counts once. */
  void add(Map<CellName, Cell> cells) {
    cells.forEach((name, cell) -> {
      // Attempts are forgotten in every region at its own time.
      if (!(name.part() instanceof Part.Attempted) && seen.add(name)) {
        byte[] one = sha256.digest(bytes(name, cell));
        for (int i = 0; i < sum.length; i++) {
          sum[i] ^= one[i];
        }
      }
    });
  }

  /** The fingerprint of one cell as it is stored; of one that can't be read, that of its bytes. */
  static byte[] of(CellName name, byte[] stored) {
    try {
      return sha256().digest(bytes(name, CellCodec.decode(name, stored)));
    } catch (UnreadableException e) {
      return sha256().digest(stored);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("expected SHA-256 in every JDK", e);
    }
  }

  private static byte[] bytes(CellName name, Cell cell) {
    return new ByteWriter(256)
        .bytes(Bytes.wrap(name.bytes()))
        .bytes(Bytes.wrap(CellCodec.merged(cell)))
        .toBytes();
  }

  Result result(int partition, Watermark watermark) {
    return new Result(partition, watermark, seen.size(), HexFormat.of().formatHex(sum));
  }
}
