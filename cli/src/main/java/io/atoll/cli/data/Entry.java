package io.atoll.cli.data;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Kind;
import io.atoll.replication.cell.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One line of an export. */
sealed interface Entry {
  int VERSION = 1;

  /**
   * Begins an export; another one may follow where one was resumed.
   *
   * @param id tells exports apart
   */
  record Header(String id, String namespace, Kind kind) implements Entry {}

  /**
   * A register.
   *
   * @param expires null: never
   */
  record Register(String name, Bytes value, String contentType, @Nullable Instant expires)
      implements Entry {}

  record Counter(String name, long value) implements Entry {}

  /** A member of a set. */
  record Member(String name, String member) implements Entry {}

  /** A member of a leaderboard. */
  record Score(String name, String member, long score) implements Entry {}

  /**
   * A document.
   *
   * @param json as it was answered, so that its numbers keep their digits
   * @param expires null: never
   */
  record Document(String name, String json, @Nullable Instant expires) implements Entry {}

  /** Ends a whole export. */
  record End(long entries) implements Entry {}

  /** This entry as JSON without line breaks. */
  default String line() {
    SortedMap<String, Json> fields = new TreeMap<>();
    switch (this) {
      case Header header -> {
        fields.put("atoll-export", number(VERSION));
        fields.put("id", text(header.id));
        fields.put("namespace", text(header.namespace));
        fields.put("kind", text(header.kind.name().toLowerCase(Locale.ROOT)));
      }
      case Register register -> {
        fields.put("name", text(register.name));
        fields.put("contentType", text(register.contentType));
        value(fields, register.value);
        expires(fields, register.expires);
      }
      case Counter counter -> {
        fields.put("name", text(counter.name));
        fields.put("value", number(counter.value));
      }
      case Member member -> {
        fields.put("name", text(member.name));
        fields.put("member", text(member.member));
      }
      case Score score -> {
        fields.put("name", text(score.name));
        fields.put("member", text(score.member));
        fields.put("score", number(score.score));
      }
      case Document document -> {
        fields.put("name", text(document.name));
        fields.put("json", text(document.json));
        expires(fields, document.expires);
      }
      case End end -> fields.put("end", number(end.entries));
    }
    return new Json.Fields(fields).text();
  }

  private static void value(SortedMap<String, Json> fields, Bytes value) {
    try {
      fields.put(
          "text",
          text(
              StandardCharsets.UTF_8
                  .newDecoder()
                  .decode(ByteBuffer.wrap(value.unsafeArray()))
                  .toString()));
    } catch (CharacterCodingException e) {
      fields.put("base64", text(Base64.getEncoder().encodeToString(value.unsafeArray())));
    }
  }

  private static void expires(SortedMap<String, Json> fields, @Nullable Instant expires) {
    if (expires != null) {
      fields.put("expires", text(expires.toString()));
    }
  }

  private static Json number(long number) {
    return new Json.Leaf(Long.toString(number));
  }

  private static Json text(String text) {
    return new Json.Leaf(io.vertx.core.json.Json.encode(text));
  }

  /**
   * Reads a line.
   *
   * @param kind of the header above it; null: there is none yet
   * @throws IllegalArgumentException if it is no entry of this kind
   */
  static Entry parse(String line, @Nullable Kind kind) {
    EntryFields fields = new EntryFields(Json.object(Bytes.utf8(line)));
    if (fields.has("atoll-export")) {
      if (fields.number("atoll-export") != VERSION) {
        throw new IllegalArgumentException(
            "format %d is not known; this command reads %d"
                .formatted(fields.number("atoll-export"), VERSION));
      }
      return new Header(
          fields.text("id"),
          fields.text("namespace"),
          Kind.valueOf(fields.text("kind").toUpperCase(Locale.ROOT)));
    }
    if (fields.has("end")) {
      return new End(fields.number("end"));
    }
    if (kind == null) {
      throw new IllegalArgumentException("expected a line with \"atoll-export\" first");
    }
    String name = fields.text("name");
    return switch (kind) {
      case REGISTER ->
          new Register(name, fields.bytes(), fields.text("contentType"), fields.expires());
      case COUNTER -> new Counter(name, fields.number("value"));
      case SET -> new Member(name, fields.text("member"));
      case LEADERBOARD -> new Score(name, fields.text("member"), fields.number("score"));
      case DOCUMENT -> new Document(name, fields.text("json"), fields.expires());
    };
  }
}
