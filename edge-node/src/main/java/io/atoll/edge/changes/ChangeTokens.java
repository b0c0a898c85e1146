package io.atoll.edge.changes;

import io.atoll.edge.session.Seal;
import io.atoll.replication.changes.FeedPosition;
import io.atoll.replication.changes.FeedPositionCodec;
import io.atoll.replication.log.ByteReader;
import io.atoll.replication.log.ByteWriter;
import io.atoll.replication.log.UnreadableException;
import java.util.Optional;

/**
 * Positions as clients carry them: sealed, so that a feed goes on only where some region's feed has
 * been. A token gives no right: what is told from there is up to the caller's access.
 */
final class ChangeTokens {
  private static final int VERSION = 1;
  private static final int EXPECTED_BYTES = 256;

  private final Seal seal;

  ChangeTokens(Seal seal) {
    this.seal = seal;
  }

  /** A position's token; one of three regions and four partitions has about 250 characters. */
  String of(FeedPosition position) {
    ByteWriter out = new ByteWriter(EXPECTED_BYTES).int8(VERSION);
    FeedPositionCodec.write(out, position);
    String token = seal.seal(Seal.Use.CHANGES, out.toBytes());
    if (token == null) {
      throw new IllegalStateException(
          "a token would be longer than %d characters; use fewer partitions"
              .formatted(Seal.LENGTH_MAX));
    }
    return token;
  }

  /** The position of a token; empty: it is not one. */
  Optional<FeedPosition> position(String token) {
    if (!(seal.open(Seal.Use.CHANGES, token) instanceof Seal.Opened.Valid valid)) {
      return Optional.empty();
    }
    try {
      ByteReader in = new ByteReader("token", valid.content().unsafeArray()).version(VERSION);
      FeedPosition position = FeedPositionCodec.read(in);
      in.end();
      return Optional.of(position);
    } catch (IllegalArgumentException | UnreadableException e) {
      return Optional.empty();
    }
  }
}
