package io.atoll.edge.page;

import io.atoll.edge.http.ByteRange;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.PartialContent;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer of which parts are there and others are not (RFC 9111 section 3.3). Does not change;
 * safe for use by many threads.
 *
 * @param description as of the whole answer
 * @param length of the whole body
 * @param parts the newest first, none of which overlap; at most {@value #PARTS_MAX}
 */
public record Incomplete(Description description, long length, List<Part> parts) {
  /** Whoever asks for more pieces than that gets little from those that were asked for before. */
  static final int PARTS_MAX = 16;

  /**
   * Parts that touch become one up to this share of all that is kept: so bytes are not copied
   * often, and {@link #PARTS_MAX} of them that touch hold all that is kept.
   */
  private static final int JOINED_SHARE = 8;

  private static final int OVERHEAD_BYTES = 600;
  private static final int OVERHEAD_PER_PART_BYTES = 120;

  /**
   * Bytes of a body, and where they belong.
   *
   * @param bytes never written to
   */
  public record Part(ByteRange range, Buffer bytes) {
    public Part {
      if (range.length() != bytes.length()) {
        throw new IllegalArgumentException(
            "expected the %d bytes of %s, but got %d"
                .formatted(range.length(), range, bytes.length()));
      }
    }

    /** Those of its bytes that are in a range, copied: what is cut off is to be let go. */
    private Part within(long first, long last) {
      int from = (int) (first - range.first());
      return new Part(
          new ByteRange(first, last),
          bytes.getBuffer(from, from + Math.toIntExact(last - first + 1)));
    }

    private Part then(Part next) {
      return new Part(
          new ByteRange(range.first(), next.range.last()),
          Buffer.buffer(bytes.length() + next.bytes.length())
              .appendBuffer(bytes)
              .appendBuffer(next.bytes));
    }
  }

  public Incomplete {
    parts = List.copyOf(parts);
  }

  /** Of one part. */
  public static Incomplete of(Description description, long length, Part part) {
    return new Incomplete(description, length, List.of(part));
  }

  /** Whether what came later is of the same body, so that both together are worth more. */
  boolean isContinuedBy(Incomplete later) {
    return length == later.length
        && PartialContent.isSame(description.fields(), later.description.fields());
  }

  /**
   * With the one part of one that came later (RFC 9111 section 3.4).
   *
   * @param bytesMax of all parts; those that came first are let go
   */
  Incomplete with(Incomplete later, long bytesMax) {
    Description updated =
        later.description.with(
            PartialContent.combined(description.head(), later.description.head()));
    Part joined = later.parts.getFirst();
    List<Part> others = new ArrayList<>();
    for (Part part : parts) {
      others.addAll(rest(part, joined.range));
    }
    for (Part other : List.copyOf(others)) {
      boolean fits = joined.range.length() + other.range.length() <= bytesMax / JOINED_SHARE;
      if (fits && other.range.touches(joined.range)) {
        joined =
            other.range.first() < joined.range.first() ? other.then(joined) : joined.then(other);
        others.remove(other);
      }
    }
    others.addFirst(joined);
    return new Incomplete(updated, length, bounded(others, bytesMax));
  }

  /** What is left of a part where another one lies over it. */
  private static List<Part> rest(Part part, ByteRange over) {
    ByteRange own = part.range;
    if (own.last() < over.first() || over.last() < own.first()) {
      return List.of(part);
    }
    List<Part> rest = new ArrayList<>(2);
    if (own.first() < over.first()) {
      rest.add(part.within(own.first(), over.first() - 1));
    }
    if (over.last() < own.last()) {
      rest.add(part.within(over.last() + 1, own.last()));
    }
    return rest;
  }

  private static List<Part> bounded(List<Part> parts, long bytesMax) {
    List<Part> kept = new ArrayList<>();
    long bytes = 0;
    for (Part part : parts) {
      bytes += part.range.length();
      if (bytes > bytesMax || kept.size() == PARTS_MAX) {
        break;
      }
      kept.add(part);
    }
    return kept;
  }

  /** What is not there, in order. */
  public List<ByteRange> missing() {
    return PartialContent.missing(parts.stream().map(Part::range).toList(), length);
  }

  /** These bytes, or null if not all of them are there. */
  public @Nullable Buffer slice(ByteRange wanted) {
    Buffer found = null;
    long next = wanted.first();
    List<Part> inOrder =
        parts.stream().sorted(Comparator.comparingLong(part -> part.range.first())).toList();
    for (Part part : inOrder) {
      if (part.range.first() <= next && next <= part.range.last()) {
        int from = (int) (next - part.range.first());
        int to = (int) (Math.min(wanted.last(), part.range.last()) + 1 - part.range.first());
        Buffer piece = part.bytes.slice(from, to);
        next += piece.length();
        if (next > wanted.last()) {
          return found == null ? piece : found.appendBuffer(piece);
        }
        found = (found == null ? Buffer.buffer() : found).appendBuffer(piece);
      }
    }
    return null;
  }

  /** The whole answer, or null if something is missing. */
  @Nullable Page whole() {
    Buffer body = slice(new ByteRange(0, length - 1));
    return body == null ? null : new Page(description, body);
  }

  /** About how many bytes of memory it takes under its key. */
  long weight(PageKey key) {
    long weight = OVERHEAD_BYTES;
    weight += key.host().length() + key.target().length();
    weight += description.fields().bytes();
    for (Part part : parts) {
      weight += OVERHEAD_PER_PART_BYTES + part.range.length();
    }
    return weight;
  }
}
