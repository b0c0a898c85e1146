package io.atoll.replication.cell;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The name of a cell: a key, and which part of it.
 *
 * <p>As bytes: {@code namespace/name} for the whole; for a part a byte follows that no UTF-8 text
 * contains, then one that tells the kind of part, then the part's own text.
 */
public record CellName(Key key, Part part) {
  private static final byte SEPARATOR = (byte) 0xFF;
  private static final byte MEMBER = 'm';
  private static final byte ATTEMPT = 'a';

  /** That of a key's only cell. */
  public static CellName of(Key key) {
    return new CellName(key, Part.Whole.INSTANCE);
  }

  /** That of a member of a set or of a leaderboard. */
  public static CellName of(Key key, String member) {
    return new CellName(key, new Part.Of(member));
  }

  /** That of the cell that an operation changes. */
  public static CellName of(Operation operation) {
    String member = operation.mutation().member();
    return member == null ? of(operation.key()) : of(operation.key(), member);
  }

  /** That of what of an origin counted under an operation's idempotency key; null: it has none. */
  public static @Nullable CellName attempt(IncarnationId origin, Operation operation) {
    String idempotencyKey = operation.idempotencyKey();
    return idempotencyKey == null
        ? null
        : new CellName(operation.key(), new Part.Attempted(origin, idempotencyKey));
  }

  public byte[] bytes() {
    return switch (part) {
      case Part.Whole() -> key.bytes();
      case Part.Of(String member) -> bytes(MEMBER, member);
      // An incarnation has no slash.
      case Part.Attempted(IncarnationId origin, String idempotencyKey) ->
          bytes(ATTEMPT, origin + "/" + idempotencyKey);
    };
  }

  private byte[] bytes(byte kind, String text) {
    byte[] whole = key.bytes();
    byte[] own = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(whole.length + 2 + own.length)
        .put(whole)
        .put(SEPARATOR)
        .put(kind)
        .put(own)
        .array();
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws IllegalArgumentException if it is no cell's name
   */
  public static CellName parse(byte[] bytes) {
    int separator = 0;
    while (separator < bytes.length && bytes[separator] != SEPARATOR) {
      separator++;
    }
    Key key = Key.parse(text(bytes, 0, separator));
    if (separator == bytes.length) {
      return of(key);
    }
    byte kind = separator + 1 < bytes.length ? bytes[separator + 1] : 0;
    String own = text(bytes, Math.min(bytes.length, separator + 2), bytes.length);
    return switch (kind) {
      case MEMBER -> of(key, own);
      case ATTEMPT -> attempt(key, own);
      default ->
          throw new IllegalArgumentException(
              "part %d of key '%s' is of no known kind".formatted(kind, key));
    };
  }

  private static CellName attempt(Key key, String own) {
    int slash = own.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "attempt '%s' on key '%s' names no origin".formatted(own, key));
    }
    return new CellName(
        key,
        new Part.Attempted(IncarnationId.parse(own.substring(0, slash)), own.substring(slash + 1)));
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(Arrays.copyOfRange(bytes, from, to), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return switch (part) {
      case Part.Whole() -> key.toString();
      case Part.Of(String member) -> key + "#" + member;
      case Part.Attempted(IncarnationId origin, String idempotencyKey) ->
          key + "!" + origin + "/" + idempotencyKey;
    };
  }
}
