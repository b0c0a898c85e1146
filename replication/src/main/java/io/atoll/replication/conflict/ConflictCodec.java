package io.atoll.replication.conflict;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Loss;
import io.atoll.replication.conflict.Conflict.Reason;
import io.atoll.replication.log.ByteReader;
import io.atoll.replication.log.ByteWriter;
import io.atoll.replication.log.MutationCodec;
import io.atoll.replication.log.UnreadableException;

/**
 * A conflict as a record's value; the key is the record's key.
 *
 * <pre>
 * version (1)  reason (1)  found int64  partition
 * loser: incarnation text, offset, timestamp int64  winner: the same  mutation
 * </pre>
 */
public final class ConflictCodec {
  static final int VERSION = 1;
  private static final int CONCURRENT = 1;
  private static final int SKEWED = 2;
  private static final int LEFT_BEHIND = 3;

  private ConflictCodec() {}

  public static byte[] encode(Conflict conflict) {
    Loss loss = conflict.loss();
    ByteWriter out =
        new ByteWriter(256)
            .int8(VERSION)
            .int8(code(conflict.reason()))
            .int64(conflict.foundMillis())
            .variable(loss.loser().partition());
    side(out, loss.loser(), loss.loserTimestamp());
    side(out, loss.winner(), loss.winnerTimestamp());
    MutationCodec.write(out, loss.lost());
    return out.toBytes();
  }

  private static int code(Reason reason) {
    return switch (reason) {
      case CONCURRENT -> CONCURRENT;
      case SKEWED -> SKEWED;
      case LEFT_BEHIND -> LEFT_BEHIND;
    };
  }

  private static void side(ByteWriter out, Position at, HybridTimestamp timestamp) {
    out.text(at.incarnation().toString()).variable(at.offset()).int64(timestamp.packed());
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws UnreadableException if it is of another version, or damaged
   */
  public static Conflict decode(Key key, byte[] bytes) {
    ByteReader in = new ByteReader("conflict on '" + key + "'", bytes).version(VERSION);
    int found = in.int8();
    Reason reason =
        switch (found) {
          case CONCURRENT -> Reason.CONCURRENT;
          case SKEWED -> Reason.SKEWED;
          case LEFT_BEHIND -> Reason.LEFT_BEHIND;
          default -> throw in.damaged("reason %d is not known".formatted(found));
        };
    long foundMillis = in.int64();
    int partition = in.count("partition");
    IncarnationId loser = in.incarnation();
    Position loserAt = new Position(loser, partition, in.variable());
    HybridTimestamp loserTimestamp = in.timestamp();
    IncarnationId winner = in.incarnation();
    Position winnerAt = new Position(winner, partition, in.variable());
    HybridTimestamp winnerTimestamp = in.timestamp();
    Loss loss =
        new Loss(MutationCodec.read(in), loserAt, loserTimestamp, winnerAt, winnerTimestamp);
    in.end();
    return new Conflict(key, loss, reason, foundMillis);
  }
}
