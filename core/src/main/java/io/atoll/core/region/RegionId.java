package io.atoll.core.region;

import java.util.regex.Pattern;

/**
 * The name of a region: 1 to {@value #LENGTH_MAX} characters of {@code a-z 0-9 -}, starting with a
 * letter, so that it can be a DNS label, a topic suffix and a metric label without escaping.
 */
public record RegionId(String value) implements Comparable<RegionId> {
  public static final int LENGTH_MAX = 32;
  private static final Pattern VALID = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  public RegionId {
    if (!VALID.matcher(value).matches()) {
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
