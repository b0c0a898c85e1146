package io.atoll.edge.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of a representation an answer of 206 holds (RFC 9110 section 14.4).
 *
 * @param length of the whole
 */
public record ContentRange(ByteRange range, long length) {
  private static final Pattern SYNTAX =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})", Pattern.CASE_INSENSITIVE);

  /** Empty if it is none, says no length, or contradicts itself. */
  public static Optional<ContentRange> parse(String value) {
    Matcher parts = SYNTAX.matcher(value);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long first = Long.parseLong(parts.group(1));
    long last = Long.parseLong(parts.group(2));
    long length = Long.parseLong(parts.group(3));
    return first <= last && last < length
        ? Optional.of(new ContentRange(new ByteRange(first, last), length))
        : Optional.empty();
  }
}
