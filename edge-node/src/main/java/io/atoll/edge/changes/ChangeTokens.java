package io.atoll.edge.changes;

import io.atoll.replication.changes.FeedPosition;
import io.atoll.replication.changes.FeedPositionCodec;
import io.atoll.replication.log.ByteReader;
import io.atoll.replication.log.ByteWriter;
import io.atoll.replication.log.UnreadableException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Positions as clients carry them: base64url of version, position, and a CRC-32C over both.
 *
 * <p>A token gives no right and moves no clock: it says where to go on, what is told from there is
 * up to the caller's access, and a region checks whether it can go on there. So whoever makes one
 * up harms nobody else, and the checksum guards only against damage.
 */
final class ChangeTokens {
  /** The longest token; one of three regions and four partitions has about 250. */
  static final int LENGTH_MAX = 6_000;

  private static final int VERSION = 1;
  private static final int EXPECTED_BYTES = 256;

  private ChangeTokens() {}

  /** A position's token. */
  static String of(FeedPosition position) {
    ByteWriter out = new ByteWriter(EXPECTED_BYTES).int8(VERSION);
    FeedPositionCodec.write(out, position);
    int sum = sum(out.toBytes());
    for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      out.int8(sum >>> shift);
    }
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(out.toBytes());
    if (token.length() > LENGTH_MAX) {
      throw new IllegalStateException(
          "a token of %d characters is longer than %d; use fewer partitions"
              .formatted(token.length(), LENGTH_MAX));
    }
    return token;
  }

  /** The position of a token; empty: it is not one. */
  static Optional<FeedPosition> position(String token) {
    if (token.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      byte[] content = Arrays.copyOf(bytes, Math.max(0, bytes.length - Integer.BYTES));
      ByteReader end =
          new ByteReader("token", Arrays.copyOfRange(bytes, content.length, bytes.length));
      int sum = 0;
      for (int i = 0; i < Integer.BYTES; i++) {
        sum = sum << Byte.SIZE | end.int8();
      }
      if (sum != sum(content)) {
        return Optional.empty();
      }
      ByteReader in = new ByteReader("token", content).version(VERSION);
      FeedPosition position = FeedPositionCodec.read(in);
      in.end();
      return Optional.of(position);
    } catch (IllegalArgumentException | UnreadableException e) {
      return Optional.empty();
    }
  }

  private static int sum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }
}
