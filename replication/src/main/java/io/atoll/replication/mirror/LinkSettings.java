package io.atoll.replication.mirror;

/**
 * What an operator wants of a link, whichever replicator has it.
 *
 * @param paused whether the mirror is to fall behind until it is resumed
 * @param recordsPerSecondMax 0: no limit
 * @param bytesPerSecondMax of keys and values; 0: no limit
 */
public record LinkSettings(boolean paused, long recordsPerSecondMax, long bytesPerSecondMax) {
  /** A link that nobody has said anything about. */
  public static final LinkSettings DEFAULT = new LinkSettings(false, 0, 0);

  /** The first field of the text form. Another version is refused, never guessed at. */
  private static final String VERSION = "1";

  private static final String PAUSED = "paused";
  private static final String RUNNING = "running";
  private static final int FIELDS = 4;

  public LinkSettings {
    if (recordsPerSecondMax < 0 || bytesPerSecondMax < 0) {
      throw new IllegalArgumentException(
          "limits of %d records/s and %d bytes/s must not be negative; 0 means none"
              .formatted(recordsPerSecondMax, bytesPerSecondMax));
    }
  }

  public LinkSettings withPaused(boolean value) {
    return new LinkSettings(value, recordsPerSecondMax, bytesPerSecondMax);
  }

  public LinkSettings withLimits(long recordsPerSecond, long bytesPerSecond) {
    return new LinkSettings(paused, recordsPerSecond, bytesPerSecond);
  }

  public boolean isThrottled() {
    return recordsPerSecondMax > 0 || bytesPerSecondMax > 0;
  }

  /** One line of text: {@code 1 running 0 1048576}. */
  public String encode() {
    return "%s %s %d %d"
        .formatted(VERSION, paused ? PAUSED : RUNNING, recordsPerSecondMax, bytesPerSecondMax);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if it is of another version, or damaged
   */
  public static LinkSettings parse(String text) {
    String[] fields = text.split(" ", -1);
    if (!fields[0].equals(VERSION)
        || fields.length != FIELDS
        || !(fields[1].equals(PAUSED) || fields[1].equals(RUNNING))) {
      throw new IllegalArgumentException(
          "link settings '%s' are damaged, or not of version %s: upgrade this build"
              .formatted(text, VERSION));
    }
    return new LinkSettings(
        fields[1].equals(PAUSED), Long.parseLong(fields[2]), Long.parseLong(fields[3]));
  }
}
