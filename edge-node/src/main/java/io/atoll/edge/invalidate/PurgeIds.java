package io.atoll.edge.invalidate;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.edge.session.Seal;
import io.atoll.replication.log.ByteReader;
import io.atoll.replication.log.ByteWriter;
import io.atoll.replication.log.UnreadableException;
import java.util.Optional;

/**
 * Names purges by where they stand in their region's log, so that any edge of any region can tell
 * what has become of one without having kept anything. Sealed: nobody else can make one, so whoever
 * shows one may ask.
 */
final class PurgeIds {
  private static final int VERSION = 1;
  private static final int EXPECTED_BYTES = 64;

  private final Seal seal;

  PurgeIds(Seal seal) {
    this.seal = seal;
  }

  /** About 80 characters that are safe in a path. */
  String of(Position position) {
    ByteWriter out =
        new ByteWriter(EXPECTED_BYTES)
            .int8(VERSION)
            .text(position.incarnation().toString())
            .variable(position.partition())
            .variable(position.offset());
    String id = seal.seal(Seal.Use.PURGE, out.toBytes());
    if (id == null) {
      throw new IllegalStateException("expected room for a position, but it is too long");
    }
    return id;
  }

  /** Where the purge stands; empty: no purge has this id. */
  Optional<Position> position(String id) {
    if (!(seal.open(Seal.Use.PURGE, id) instanceof Seal.Opened.Valid valid)) {
      return Optional.empty();
    }
    try {
      ByteReader in =
          new ByteReader("id of a purge", valid.content().unsafeArray()).version(VERSION);
      IncarnationId incarnation = in.incarnation();
      Position position = new Position(incarnation, in.count("partitions"), in.variable());
      in.end();
      return Optional.of(position);
    } catch (IllegalArgumentException | UnreadableException e) {
      return Optional.empty();
    }
  }
}
