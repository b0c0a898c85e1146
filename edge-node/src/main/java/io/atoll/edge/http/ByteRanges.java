package io.atoll.edge.http;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which parts of a representation a request wants (RFC 9110 section 14.2). */
public sealed interface ByteRanges {
  /** More are not worth the work: such a request gets the whole. */
  int RANGES_MAX = 16;

  /** Far above any real length, and still safe to add to. */
  long OFFSET_MAX = 1L << 59;

  /** The only unit there is, see RFC 9110 section 14.1. */
  String UNIT = "bytes=";

  /** All of it: nothing else was asked for, or nothing that can be understood. */
  record Whole() implements ByteRanges {}

  /** None of them is within the representation: 416. */
  record Unsatisfiable() implements ByteRanges {}

  /**
   * One or more, in the order asked for.
   *
   * @param ranges none of which touch each other
   */
  record Parts(List<ByteRange> ranges) implements ByteRanges {
    public Parts {
      ranges = List.copyOf(ranges);
    }
  }

  /**
   * Reads {@code Range} for a representation of this length. Ranges that overlap or touch become
   * one (RFC 9110 section 15.3.7.2), so the parts together are never longer than the whole.
   */
  static ByteRanges parse(@Nullable String range, long length) {
    if (range == null || !isOfBytes(range)) {
      return new Whole();
    }
    List<String> members = Syntax.members(List.of(range.substring(UNIT.length())));
    if (members.isEmpty() || members.size() > RANGES_MAX) {
      return new Whole();
    }
    List<ByteRange> ranges = new ArrayList<>(members.size());
    for (String member : members) {
      long[] bounds = bounds(member, length);
      if (bounds.length == 0) {
        return new Whole();
      }
      if (bounds[0] < length && bounds[0] <= bounds[1]) {
        add(ranges, new ByteRange(bounds[0], Math.min(bounds[1], length - 1)));
      }
    }
    return ranges.isEmpty() ? new Unsatisfiable() : new Parts(ranges);
  }

  /**
   * What a request for ranges says to an upstream, which may not join those that overlap or refuse
   * those that are too many (RFC 9110 section 17.15): as {@link #parse} reads it, of a body that
   * may be of any length.
   *
   * @return null: nothing that can be understood, so the whole
   */
  static @Nullable String forUpstream(String range) {
    if (!isOfBytes(range)) {
      return range; // the upstream may know the unit
    }
    return parse(range, OFFSET_MAX) instanceof Parts(List<ByteRange> parts)
        ? parts.stream().map(ByteRanges::text).collect(Collectors.joining(",", UNIT, ""))
        : null;
  }

  /** One whose end is beyond all bodies: up to the end, or if it begins there, its last bytes. */
  private static String text(ByteRange range) {
    boolean open = range.last() == OFFSET_MAX - 1;
    if (!open) {
      return range.first() + "-" + range.last();
    }
    return range.first() < OFFSET_MAX / 2 ? range.first() + "-" : "-" + range.length();
  }

  private static boolean isOfBytes(String range) {
    return range.regionMatches(true, 0, UNIT, 0, UNIT.length());
  }

  private static long[] bounds(String member, long length) {
    int dash = member.indexOf('-');
    if (dash < 0) {
      return new long[0];
    }
    String from = member.substring(0, dash);
    String to = member.substring(dash + 1);
    long last = to.isEmpty() ? OFFSET_MAX : Syntax.digits(to, OFFSET_MAX);
    if (from.isEmpty()) {
      if (to.isEmpty() || last < 0) {
        return new long[0];
      }
      // The last so many bytes; none of them if zero are asked for.
      return last == 0
          ? new long[] {OFFSET_MAX, OFFSET_MAX}
          : new long[] {Math.max(0, length - last), OFFSET_MAX};
    }
    long first = Syntax.digits(from, OFFSET_MAX);
    return first < 0 || last < first ? new long[0] : new long[] {first, last};
  }

  private static void add(List<ByteRange> ranges, ByteRange range) {
    ByteRange joined = range;
    int place = ranges.size();
    for (int i = ranges.size() - 1; i >= 0; i--) {
      if (ranges.get(i).touches(joined)) {
        joined = joined.and(ranges.remove(i));
        place = i;
        i = ranges.size(); // joined has grown: it may touch one that was looked at already
      }
    }
    ranges.add(Math.min(place, ranges.size()), joined);
  }
}
