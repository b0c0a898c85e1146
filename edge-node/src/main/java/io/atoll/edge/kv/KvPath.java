package io.atoll.edge.kv;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Namespace;
import io.atoll.runtime.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The path of a register, {@code /v1/kv/{namespace}/{name}}, read strictly: what one key is here,
 * no proxy on the way may take for another. The name may contain slashes, encoded or not.
 */
final class KvPath {
  static final String PREFIX = "/v1/kv/";

  /** What a path turned out to be. */
  sealed interface Parsed {
    record Register(Key key) implements Parsed {}

    record Refused(Problem problem) implements Parsed {}
  }

  private final int nameBytesMax;

  /**
   * @param nameBytesMax of a name once decoded, in UTF-8
   */
  KvPath(int nameBytesMax) {
    this.nameBytesMax = nameBytesMax;
  }

  /**
   * @param path as it came, percent-encoded, beginning with {@link #PREFIX}
   */
  Parsed parse(String path) {
    int slash = path.indexOf('/', PREFIX.length());
    if (slash < 0 || slash == path.length() - 1) {
      return new Parsed.Refused(KvProblems.noName(path));
    }
    String namespace = path.substring(PREFIX.length(), slash);
    if (!Namespace.isName(namespace)) {
      return new Parsed.Refused(KvProblems.badNamespace(namespace));
    }
    String name;
    try {
      name = decode(path.substring(slash + 1));
    } catch (IllegalArgumentException e) {
      return new Parsed.Refused(KvProblems.badPath(String.valueOf(e.getMessage())));
    }
    int bytes = utf8Length(name);
    if (bytes > nameBytesMax) {
      return new Parsed.Refused(KvProblems.nameTooLong(bytes, nameBytesMax));
    }
    // After decoding, since proxies remove encoded dot segments too (RFC 3986 section 6.2.2.3).
    return hasDotSegment(name)
        ? new Parsed.Refused(KvProblems.dotSegment(name))
        : new Parsed.Register(new Key(namespace, name));
  }

  private static String decode(String encoded) {
    boolean plain = true;
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c <= ' ' || c >= 0x7F) {
        throw new IllegalArgumentException(
            "character U+%04X at %d must be percent-encoded".formatted((int) c, i));
      }
      plain &= c != '%';
    }
    return plain ? encoded : decodePercent(encoded);
  }

  private static String decodePercent(String encoded) {
    ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c != '%') {
        bytes.put((byte) c);
        continue;
      }
      if (i + 2 >= encoded.length()
          || !HexFormat.isHexDigit(encoded.charAt(i + 1))
          || !HexFormat.isHexDigit(encoded.charAt(i + 2))) {
        throw new IllegalArgumentException(
            "the '%%' at %d of the name is not followed by two hex digits; write %%25 for a '%%'"
                .formatted(i));
      }
      bytes.put((byte) HexFormat.fromHexDigits(encoded, i + 1, i + 3));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "the name is not UTF-8 once decoded; encode its characters as UTF-8, then each byte as a"
              + " percent sign and two hex digits",
          e);
    }
  }

  private static int utf8Length(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Decoded UTF-8 holds surrogates in pairs only: two chars, four bytes.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }

  private static boolean hasDotSegment(String name) {
    int start = 0;
    while (true) {
      int slash = name.indexOf('/', start);
      int end = slash < 0 ? name.length() : slash;
      int length = end - start;
      if ((length == 1 || length == 2)
          && name.charAt(start) == '.'
          && name.charAt(end - 1) == '.') {
        return true;
      }
      if (slash < 0) {
        return false;
      }
      start = slash + 1;
    }
  }
}
