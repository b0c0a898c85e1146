package io.atoll.edge.json;

import io.atoll.core.operation.Bytes;
import io.atoll.replication.cell.Attempt;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.Content;
import io.atoll.replication.cell.Counter;
import io.atoll.replication.cell.Document;
import io.atoll.replication.cell.Json;
import io.atoll.replication.cell.LatestScore;
import io.atoll.replication.cell.MaxScore;
import io.atoll.replication.cell.Member;
import io.atoll.replication.cell.Merged;
import io.atoll.replication.cell.Register;
import io.atoll.replication.cell.Scores;
import io.atoll.replication.cell.SumScore;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a cell holds, as JSON: a counter's number, a document's object, {@code true} for a member
 * that is there, a member's score; a register's {@code contentType} and its bytes, as {@code text}
 * if they are UTF-8, else as {@code base64}, with {@code expires} if it does.
 */
public final class CellJson {
  private static final Json NOTHING = new Json.Null();

  private CellJson() {}

  /**
   * The value as read at a wall time.
   *
   * @param cell null: it was never written
   * @return {@link Json.Null} if there is nothing to read
   */
  public static Json of(@Nullable Cell cell, long millis) {
    if (cell == null) {
      return NOTHING;
    }
    Merged merged = cell.at(millis).value();
    return switch (merged) {
      case Register register ->
          register.content() instanceof Content.Value value && value.isAliveAt(millis)
              ? register(value.bytes(), value.contentType(), value.deadlineMillis())
              : NOTHING;
      case Counter counter -> number(counter.value());
      case Member member -> member.isListed() ? new Json.Leaf("true") : NOTHING;
      case LatestScore _, MaxScore _, SumScore _ -> {
        Long score = Scores.of(merged);
        yield score == null ? NOTHING : number(score);
      }
      case Document document -> document.read(millis).<Json>map(fields -> fields).orElse(NOTHING);
      case Attempt _ -> NOTHING;
    };
  }

  /**
   * What a register was set to.
   *
   * @param deadlineMillis wall time from which it is no longer read; null: never
   */
  public static Json register(Bytes bytes, String contentType, @Nullable Long deadlineMillis) {
    SortedMap<String, Json> fields = new TreeMap<>();
    bytes(bytes, fields);
    fields.put("contentType", string(contentType));
    if (deadlineMillis != null) {
      fields.put("expires", time(deadlineMillis));
    }
    return new Json.Fields(fields);
  }

  /** A wall time as JSON: as in RFC 3339. */
  public static Json time(long millis) {
    return string(Instant.ofEpochMilli(millis).toString());
  }

  private static void bytes(Bytes bytes, SortedMap<String, Json> fields) {
    byte[] content = bytes.unsafeArray();
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      fields.put("text", string(text));
    } catch (CharacterCodingException e) {
      fields.put("base64", string(Base64.getEncoder().encodeToString(content)));
    }
  }

  /** The name of one of a few as JSON: in lower case. */
  public static Json word(Enum<?> one) {
    return string(one.name().toLowerCase(Locale.ROOT));
  }

  /** A number as JSON. */
  public static Json number(long number) {
    return new Json.Leaf(Long.toString(number));
  }

  /** A text as JSON. */
  public static Json string(String text) {
    return new Json.Leaf(io.vertx.core.json.Json.encode(text));
  }
}
