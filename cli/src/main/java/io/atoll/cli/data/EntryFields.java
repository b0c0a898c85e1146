package io.atoll.cli.data;

import io.atoll.core.operation.Bytes;
import io.atoll.replication.cell.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The fields of an entry's line; every reading fails with what is missing or wrong. */
record EntryFields(Json.Fields json) {
  boolean has(String name) {
    return json.fields().containsKey(name);
  }

  String text(String name) {
    if (json.fields().get(name) instanceof Json.Leaf(String text)
        && io.vertx.core.json.Json.decodeValue(text) instanceof String value) {
      return value;
    }
    throw new IllegalArgumentException("no text \"%s\"".formatted(name));
  }

  long number(String name) {
    if (json.fields().get(name) instanceof Json.Leaf(String text)) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "\"%s\" is %s, not a whole number".formatted(name, text), e);
      }
    }
    throw new IllegalArgumentException("no number \"%s\"".formatted(name));
  }

  /** What stands as text or in base64. */
  Bytes bytes() {
    return has("base64")
        ? Bytes.wrap(Base64.getDecoder().decode(text("base64")))
        : Bytes.utf8(text("text"));
  }

  @Nullable Instant expires() {
    if (!has("expires")) {
      return null;
    }
    try {
      return Instant.parse(text("expires"));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("\"expires\" is no time", e);
    }
  }
}
