package io.atoll.core.region;

/**
 * The name of a region: 1 to {@value #LENGTH_MAX} characters of {@code a-z 0-9 -}, starting with a
 * letter, so that it can be a DNS label, a topic suffix and a metric label without escaping.
 */
public record RegionId(String value) implements Comparable<RegionId> {
  public static final int LENGTH_MAX = 32;

  public RegionId {
    if (!Label.is(value, LENGTH_MAX)) {
      throw new IllegalArgumentException(
          "region '%s' is not a region name: 1 to %d of a-z, 0-9 and '-', starting with a letter"
              .formatted(value, LENGTH_MAX));
    }
  }

  public static RegionId of(String value) {
    return new RegionId(value);
  }

  @Override
  public int compareTo(RegionId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
