package io.atoll.edge.kv;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Namespace;
import io.atoll.runtime.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A path of the data API, read strictly: what one key is here, no proxy on the way may take for
 * another.
 *
 * <p>{@code /v1/{collection}/{namespace}} lists names. {@code /v1/{collection}/{namespace}/{name}}
 * is a register, counter or document, whose name may contain slashes, encoded or not. In sets and
 * leaderboards name and member are one segment each, in which a slash is encoded: {@code
 * .../{name}/members}, {@code .../members/{member}}, {@code .../top}, {@code .../around/{member}}.
 */
final class DataPath {
  private static final String PREFIX = "/v1/";

  /** By the path's second segment, what its namespaces must be. */
  private static final Map<String, Kind> COLLECTIONS =
      Map.of(
          "kv", Kind.REGISTER,
          "counters", Kind.COUNTER,
          "sets", Kind.SET,
          "leaderboards", Kind.LEADERBOARD,
          "documents", Kind.DOCUMENT);

  /** What a path turned out to be. */
  sealed interface Parsed {
    /** The names of a namespace. */
    record Names(Kind kind, String namespace) implements Parsed {}

    /** A register, counter or document. */
    record Whole(Kind kind, Key key) implements Parsed {}

    /** All members of a set. */
    record Members(Key key) implements Parsed {}

    /** One member of a set or of a leaderboard. */
    record Member(Kind kind, Key key, String member) implements Parsed {}

    /** The best members of a leaderboard. */
    record Top(Key key) implements Parsed {}

    /** The members of a leaderboard around one. */
    record Around(Key key, String member) implements Parsed {}

    record Refused(Problem problem) implements Parsed {}
  }

  private final int nameBytesMax;

  /**
   * @param nameBytesMax of a name once decoded, in UTF-8
   */
  DataPath(int nameBytesMax) {
    this.nameBytesMax = nameBytesMax;
  }

  /** Whether this path is of the data API. */
  static boolean owns(String path) {
    return kind(path) != null;
  }

  private static @Nullable Kind kind(String path) {
    int end = path.startsWith(PREFIX) ? path.indexOf('/', PREFIX.length()) : -1;
    return end < 0 ? null : COLLECTIONS.get(path.substring(PREFIX.length(), end));
  }

  /** The path of a kind's namespaces. */
  static String collection(Kind kind) {
    return COLLECTIONS.entrySet().stream()
        .filter(entry -> entry.getValue() == kind)
        .map(entry -> PREFIX + entry.getKey())
        .findFirst()
        .orElseThrow();
  }

  /**
   * @param path as it came, percent-encoded, that {@link #owns} said yes to
   */
  Parsed parse(String path) {
    Kind kind = Objects.requireNonNull(kind(path));
    int start = path.indexOf('/', PREFIX.length()) + 1;
    int slash = path.indexOf('/', start);
    String namespace = path.substring(start, slash < 0 ? path.length() : slash);
    if (!Namespace.isName(namespace)) {
      return new Parsed.Refused(KvProblems.badNamespace(namespace));
    }
    if (slash < 0) {
      return new Parsed.Names(kind, namespace);
    }
    String rest = path.substring(slash + 1);
    if (rest.isEmpty()) {
      return new Parsed.Refused(KvProblems.noName(path));
    }
    try {
      return switch (kind) {
        case REGISTER, COUNTER, DOCUMENT ->
            new Parsed.Whole(kind, new Key(namespace, name(decode(rest))));
        case SET, LEADERBOARD -> ofMembers(kind, namespace, rest.split("/", -1), path);
      };
    } catch (RefusedException e) {
      return new Parsed.Refused(e.problem);
    } catch (IllegalArgumentException e) {
      return new Parsed.Refused(KvProblems.badPath(String.valueOf(e.getMessage())));
    }
  }

  private Parsed ofMembers(Kind kind, String namespace, String[] segments, String path) {
    Key key = new Key(namespace, name(decode(segments[0])));
    String what = segments.length > 1 ? segments[1] : "";
    if (segments.length == 2 && kind == Kind.SET && what.equals("members")) {
      return new Parsed.Members(key);
    }
    if (segments.length == 2 && kind == Kind.LEADERBOARD && what.equals("top")) {
      return new Parsed.Top(key);
    }
    if (segments.length == 3 && what.equals("members")) {
      return new Parsed.Member(kind, key, member(segments[2]));
    }
    if (segments.length == 3 && kind == Kind.LEADERBOARD && what.equals("around")) {
      return new Parsed.Around(key, member(segments[2]));
    }
    return new Parsed.Refused(KvProblems.noMember(kind, path));
  }

  private static String member(String encoded) {
    String member = decode(encoded);
    int bytes = utf8Length(member);
    if (bytes == 0 || bytes > Mutation.MEMBER_BYTES_MAX) {
      throw new RefusedException(KvProblems.memberLength(bytes));
    }
    return member;
  }

  private String name(String name) {
    int bytes = utf8Length(name);
    if (bytes == 0) {
      throw new RefusedException(KvProblems.noName(name));
    }
    if (bytes > nameBytesMax) {
      throw new RefusedException(KvProblems.nameTooLong(bytes, nameBytesMax));
    }
    // After decoding, since proxies remove encoded dot segments too (RFC 3986 section 6.2.2.3).
    if (hasDotSegment(name)) {
      throw new RefusedException(KvProblems.dotSegment(name));
    }
    return name;
  }

  /** Ends parsing; never leaves this class. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    RefusedException(Problem problem) {
      super(problem.detail(), null, false, false);
      this.problem = problem;
    }
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
