package io.atoll.edge.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Parts of answers: which are worth keeping, which belong together, what to ask for when some are
 * missing (RFC 9110 section 15.3.7.3, RFC 9111 sections 3.3 and 3.4).
 */
public final class PartialContent {
  private PartialContent() {}

  /**
   * Which part an answer holds, if it can be combined with others: it is one part and not several,
   * its bounds agree with each other and with its length, and it has a strong validator.
   */
  public static Optional<ContentRange> part(ResponseHead answer) {
    FieldList fields = answer.fields();
    String range = fields.single("content-range");
    if (answer.status() != 206 || range == null || Revalidation.strongTag(fields) == null) {
      // Of several parts, each has a Content-Range in the body (RFC 9110 section 14.6).
      return Optional.empty();
    }
    return ContentRange.parse(range).filter(part -> agrees(fields, part.range().length()));
  }

  private static boolean agrees(FieldList fields, long bytes) {
    String length = fields.single("content-length");
    return !fields.has("content-length")
        || (length != null && Syntax.digits(length, ByteRanges.OFFSET_MAX) == bytes);
  }

  /** Such an answer's head, as that of the whole (RFC 9111 section 3.3). */
  public static ResponseHead whole(ResponseHead part, long length) {
    return new ResponseHead(
        200, part.fields().without("content-range"::equals).with("content-length", "" + length));
  }

  /**
   * How long the body of an answer would have been that broke off, if the rest may be asked for;
   * empty: what came of it is of no use.
   */
  public static OptionalLong resumable(ResponseHead brokenOff) {
    FieldList fields = brokenOff.fields();
    String text = fields.single("content-length");
    long length = text == null ? -1 : Syntax.digits(text, ByteRanges.OFFSET_MAX);
    return brokenOff.status() == 200 && length > 0 && Revalidation.strongTag(fields) != null
        ? OptionalLong.of(length)
        : OptionalLong.empty();
  }

  /** Whether two answers are of the same bytes: both carry the same strong validator. */
  public static boolean isSame(Fields one, Fields other) {
    String tag = Revalidation.strongTag(one);
    return tag != null && tag.equals(Revalidation.strongTag(other));
  }

  /** The head of what is combined: the later one's fields count (RFC 9111 section 3.4). */
  public static ResponseHead combined(ResponseHead stored, ResponseHead later) {
    return stored.with(Revalidation.updated(stored.fields(), later.fields()));
  }

  /** What lies between parts, in order. */
  public static List<ByteRange> missing(Collection<ByteRange> parts, long length) {
    List<ByteRange> missing = new ArrayList<>();
    long next = 0;
    for (ByteRange part :
        parts.stream().sorted(Comparator.comparingLong(ByteRange::first)).toList()) {
      if (next < part.first()) {
        missing.add(new ByteRange(next, part.first() - 1));
      }
      next = Math.max(next, part.last() + 1);
    }
    if (next < length) {
      missing.add(new ByteRange(next, length - 1));
    }
    return missing;
  }

  /**
   * The fields that ask for a part of the stored answer, or for all of the one that has taken its
   * place (RFC 9110 section 13.1.5).
   *
   * @param stored with a strong validator
   */
  public static List<Field> question(Fields stored, ByteRange missing) {
    return List.of(
        new Field("range", "bytes=%d-%d".formatted(missing.first(), missing.last())),
        new Field("if-range", String.valueOf(Revalidation.strongTag(stored))));
  }

  /** Whether that was answered with what was missing, no more and no less. */
  public static boolean fills(ByteRange missing, Fields stored, long length, ResponseHead answer) {
    return part(answer).equals(Optional.of(new ContentRange(missing, length)))
        && isSame(stored, answer.fields());
  }
}
