package io.atoll.edge.upstream;

import io.atoll.edge.http.Field;
import io.atoll.edge.upstream.ResponseReader.MalformedException;
import java.util.ArrayList;
import java.util.List;

/** The lines of a header or trailer section, each of which is a field (RFC 9112 section 5). */
final class FieldLines {
  private FieldLines() {}

  /**
   * The fields of the lines from one position to another, the empty last line included. Names are
   * put in lower case where they stand.
   *
   * @throws MalformedException if a line is no field, or might be taken for more than one
   */
  static List<Field> fields(byte[] bytes, int from, int to) throws MalformedException {
    List<Field> fields = new ArrayList<>();
    int start = from;
    while (start < to) {
      int newline = lineEnd(bytes, start, to);
      int end = newline > start && bytes[newline - 1] == '\r' ? newline - 1 : newline;
      if (end > start) {
        fields.add(field(bytes, start, end));
      }
      start = newline + 1;
    }
    return fields;
  }

  /** Where the line feed is that ends a line; where the bytes end, if there is none. */
  static int lineEnd(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] != '\n') {
      i++;
    }
    return i;
  }

  private static Field field(byte[] bytes, int start, int end) throws MalformedException {
    int colon = start;
    while (colon < end && bytes[colon] != ':') {
      colon++;
    }
    if (colon == end || colon == start) {
      throw new MalformedException("a line of its header is no field");
    }
    // RFC 9112 section 5.1: in an answer it is to be removed.
    int nameEnd = colon;
    while (nameEnd > start && Octets.isBlank(bytes[nameEnd - 1])) {
      nameEnd--;
    }
    String name = FieldNames.read(bytes, start, nameEnd);
    if (name == null) {
      // A line that goes on with the one before (RFC 9112 section 5.2) begins with white space.
      throw new MalformedException("a field of its header has a name that is none");
    }
    for (int i = colon + 1; i < end; i++) {
      if (Octets.isControl(bytes[i])) {
        throw new MalformedException("its field %s has a control character".formatted(name));
      }
    }
    return new Field(name, FieldNames.latin1(bytes, colon + 1, end));
  }
}
