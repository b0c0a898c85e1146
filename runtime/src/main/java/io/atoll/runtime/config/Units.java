package io.atoll.runtime.config;

import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations and sizes as config files and command lines write them: {@code 200ms}, {@code 1MiB}.
 */
public final class Units {
  private static final Pattern QUANTITY = Pattern.compile("(\\d{1,18}) ?([a-zA-Z]+)");
  private static final Map<String, Long> MILLIS = new LinkedHashMap<>();
  private static final Map<String, Long> BYTES = new LinkedHashMap<>();

  static {
    MILLIS.put("d", 86_400_000L);
    MILLIS.put("h", 3_600_000L);
    MILLIS.put("m", 60_000L);
    MILLIS.put("s", 1_000L);
    MILLIS.put("ms", 1L);
    BYTES.put("GiB", 1L << 30);
    BYTES.put("MiB", 1L << 20);
    BYTES.put("KiB", 1L << 10);
    BYTES.put("B", 1L);
  }

  private Units() {}

  /** Reads a whole number of ms, s, m, h or d. */
  public static Duration duration(String text) {
    return Duration.ofMillis(
        read(text, MILLIS, "a duration: write a whole number and ms, s, m, h or d, such as 200ms"));
  }

  /** Bytes, from a whole number of B, KiB, MiB or GiB. */
  public static long size(String text) {
    return read(text, BYTES, "a size: write a whole number and B, KiB, MiB or GiB, such as 1MiB");
  }

  private static long read(String text, Map<String, Long> units, String meant) {
    Matcher matcher = QUANTITY.matcher(text);
    Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException("'%s' is not %s".formatted(text, meant));
    }
    BigInteger value = new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(unit));
    if (value.bitLength() > 62) {
      throw new IllegalArgumentException("'%s' is too large to count".formatted(text));
    }
    return value.longValue();
  }

  /** The duration in the largest unit that writes it as a whole number. */
  public static String text(Duration duration) {
    return text(duration.toMillis(), MILLIS, "ms");
  }

  /** The bytes in the largest unit that writes them as a whole number. */
  public static String text(long bytes) {
    return text(bytes, BYTES, "B");
  }

  private static String text(long value, Map<String, Long> units, String smallest) {
    return units.entrySet().stream()
        .filter(unit -> value != 0 && value % unit.getValue() == 0)
        .findFirst()
        .map(unit -> value / unit.getValue() + unit.getKey())
        .orElse(value + smallest);
  }
}
