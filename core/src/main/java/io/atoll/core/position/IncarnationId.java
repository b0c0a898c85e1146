package io.atoll.core.position;

import io.atoll.core.region.RegionId;

/**
 * One life of a region's log. A log that was destroyed and made anew is another incarnation, so
 * that an offset of the old log is never taken for one of the new.
 *
 * @param region the region whose log it is
 * @param life tells one life from another: 1 to {@value #LIFE_LENGTH_MAX} URL-safe base64
 *     characters; in practice the log topic's id
 */
public record IncarnationId(RegionId region, String life) implements Comparable<IncarnationId> {
  public static final int LIFE_LENGTH_MAX = 32;

  /** Stands between region and life in text; neither may contain it. */
  private static final char SEPARATOR = '~';

  public IncarnationId {
    if (!isLife(life)) {
      throw new IllegalArgumentException(
          "incarnation '%s' is not 1 to %d of A-Z, a-z, 0-9, '_' and '-'"
              .formatted(life, LIFE_LENGTH_MAX));
    }
  }

  private static boolean isLife(String life) {
    for (int i = 0; i < life.length(); i++) {
      char c = life.charAt(i);
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') {
        return false;
      }
    }
    return !life.isEmpty() && life.length() <= LIFE_LENGTH_MAX;
  }

  /** Reads what {@link #toString} wrote: {@code us-east~kq3XbW0qQ7}. */
  public static IncarnationId parse(String text) {
    int separator = text.indexOf(SEPARATOR);
    if (separator < 0) {
      throw new IllegalArgumentException(
          "incarnation '%s' is not of the form region%slife".formatted(text, SEPARATOR));
    }
    return new IncarnationId(
        RegionId.of(text.substring(0, separator)), text.substring(separator + 1));
  }

  @Override
  public int compareTo(IncarnationId other) {
    int byRegion = region.compareTo(other.region);
    return byRegion != 0 ? byRegion : life.compareTo(other.life);
  }

  @Override
  public String toString() {
    return region.value() + SEPARATOR + life;
  }
}
