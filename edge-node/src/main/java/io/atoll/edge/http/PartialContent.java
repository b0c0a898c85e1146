package io.atoll.edge.http;

import java.util.Optional;

/** Combining a stored part with one that came later (RFC 9111 section 3.4). */
public final class PartialContent {
  private PartialContent() {}

  /**
   * Where the later part goes on from the stored bytes, if both are of one representation: they
   * carry the same strong validator and no bytes lie between.
   *
   * @param stored fields of the stored answer, whose first {@code storedBytes} bytes are there
   * @return how many bytes of the later part are there already
   */
  public static Optional<Long> overlap(FieldList stored, long storedBytes, ResponseHead later) {
    String tag = Revalidation.strongTag(stored);
    String range = later.fields().single("content-range");
    if (later.status() != 206
        || tag == null
        || range == null
        || !tag.equals(Revalidation.strongTag(later.fields()))) {
      return Optional.empty();
    }
    return ContentRange.parse(range)
        .filter(part -> part.range().first() <= storedBytes && part.range().last() >= storedBytes)
        .map(part -> storedBytes - part.range().first());
  }
}
