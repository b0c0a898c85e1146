package io.atoll.replication.mirror;

import io.atoll.core.position.IncarnationId;

/**
 * How far one partition of a mirror has come. Committed in the same transaction as the records it
 * covers.
 *
 * @param incarnation the life of the source's log that is mirrored
 * @param nextOffset the first offset that is not in the mirror yet
 * @param leaderEpoch the source's leader epoch under which the last mirrored record was written, to
 *     notice a log that was cut and grew again; {@link #EPOCH_UNKNOWN} before the first
 * @param mirror which life of the mirror's own topic holds the records
 */
public record MirrorPosition(
    IncarnationId incarnation, long nextOffset, int leaderEpoch, String mirror) {
  public static final int EPOCH_UNKNOWN = -1;

  /** The first field of the text form. Another version is refused, never guessed at. */
  private static final String VERSION = "1";

  public MirrorPosition {
    if (nextOffset < 0) {
      throw new IllegalArgumentException(
          "next offset %d of %s is negative".formatted(nextOffset, incarnation));
    }
    if (leaderEpoch < EPOCH_UNKNOWN) {
      throw new IllegalArgumentException(
          "leader epoch %d of %s is under %d".formatted(leaderEpoch, incarnation, EPOCH_UNKNOWN));
    }
    if (mirror.isEmpty() || mirror.indexOf(' ') >= 0) {
      throw new IllegalArgumentException(
          "mirror '%s' is empty or contains a space".formatted(mirror));
    }
  }

  /** Where the mirror of a log begins that nothing was mirrored of. */
  public static MirrorPosition first(IncarnationId incarnation, String mirror) {
    return new MirrorPosition(incarnation, 0, EPOCH_UNKNOWN, mirror);
  }

  /** The position after the record that stands at {@link #nextOffset}. */
  public MirrorPosition after(int recordLeaderEpoch) {
    return new MirrorPosition(
        incarnation, nextOffset + 1, Math.max(leaderEpoch, recordLeaderEpoch), mirror);
  }

  /**
   * One line of text, as it stands in the positions topic: {@code 1 us-east~kq3XbW 1041 3 Yw7cQ}.
   */
  public String encode() {
    return "%s %s %d %d %s".formatted(VERSION, incarnation, nextOffset, leaderEpoch, mirror);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if it is of another version, or damaged
   */
  public static MirrorPosition parse(String text) {
    String[] fields = text.split(" ", -1);
    if (!fields[0].equals(VERSION)) {
      throw new IllegalArgumentException(
          "mirror position '%s' is of version %s; this build reads version %s: upgrade it"
              .formatted(text, fields[0], VERSION));
    }
    if (fields.length != 5) {
      throw new IllegalArgumentException(
          "mirror position '%s' has %d fields instead of 5".formatted(text, fields.length));
    }
    return new MirrorPosition(
        IncarnationId.parse(fields[1]),
        Long.parseLong(fields[2]),
        Integer.parseInt(fields[3]),
        fields[4]);
  }
}
