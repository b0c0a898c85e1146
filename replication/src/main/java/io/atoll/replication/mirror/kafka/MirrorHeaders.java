package io.atoll.replication.mirror.kafka;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * How a mirrored record says where it stands in its source's log; its own offset in the mirror
 * means nothing.
 */
public final class MirrorHeaders {
  /** The incarnation as text. */
  public static final String INCARNATION = "atoll-incarnation";

  /** The offset as 8 bytes, then the leader epoch as 4, the most significant first. */
  public static final String OFFSET = "atoll-offset";

  private static final int OFFSET_BYTES = Long.BYTES + Integer.BYTES;

  private MirrorHeaders() {}

  static List<Header> of(byte[] incarnation, long offset, int leaderEpoch) {
    return List.of(
        new RecordHeader(INCARNATION, incarnation),
        new RecordHeader(
            OFFSET, ByteBuffer.allocate(OFFSET_BYTES).putLong(offset).putInt(leaderEpoch).array()));
  }

  /**
   * Where a record of a mirror stands in its source's log.
   *
   * @throws IllegalArgumentException if the record says nothing, or nothing readable, about it
   */
  public static Position position(int partition, Headers headers) {
    Header incarnation = headers.lastHeader(INCARNATION);
    Header offset = headers.lastHeader(OFFSET);
    if (incarnation == null || offset == null || offset.value().length != OFFSET_BYTES) {
      throw new IllegalArgumentException(
          "mirrored record lacks a readable %s or %s header".formatted(INCARNATION, OFFSET));
    }
    return new Position(
        IncarnationId.parse(new String(incarnation.value(), StandardCharsets.UTF_8)),
        partition,
        ByteBuffer.wrap(offset.value()).getLong());
  }

  /**
   * Under which leader epoch of its source a record of a mirror was written; or {@link
   * io.atoll.replication.mirror.MirrorPosition#EPOCH_UNKNOWN}. Only of a record that has a {@link
   * #position}.
   */
  static int leaderEpoch(Headers headers) {
    return ByteBuffer.wrap(headers.lastHeader(OFFSET).value()).getInt(Long.BYTES);
  }
}
