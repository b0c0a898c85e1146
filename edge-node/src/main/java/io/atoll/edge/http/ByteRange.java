package io.atoll.edge.http;

/**
 * A part of a representation (RFC 9110 section 14.1.2).
 *
 * @param first offset of its first byte
 * @param last offset of its last byte, not below {@code first}
 */
public record ByteRange(long first, long last) {
  public ByteRange {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException(
          "range %d-%d is empty or begins before 0".formatted(first, last));
    }
  }

  public long length() {
    return last - first + 1;
  }

  /** Whether nothing lies between the two. */
  public boolean touches(ByteRange other) {
    return first <= other.last + 1 && other.first <= last + 1;
  }

  ByteRange and(ByteRange other) {
    return new ByteRange(Math.min(first, other.first), Math.max(last, other.last));
  }

  /** The value of {@code Content-Range} (RFC 9110 section 14.4). */
  public String contentRange(long length) {
    return "bytes %d-%d/%d".formatted(first, last, length);
  }
}
