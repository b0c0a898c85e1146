package io.atoll.replication.cell;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.atoll.core.operation.Bytes;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * JSON as documents merge it: objects field by field, everything else, arrays included, as one
 * leaf.
 */
public sealed interface Json {
  /** How deep objects and arrays may be nested. */
  int DEPTH_MAX = 64;

  /** An object. */
  record Fields(SortedMap<String, Json> fields) implements Json {
    public Fields {
      fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }
  }

  /**
   * A string, number, boolean or array.
   *
   * @param text as JSON
   */
  record Leaf(String text) implements Json {}

  /** In a merge patch: remove this (RFC 7396 section 2). */
  record Null() implements Json {}

  /** Reads and writes; knows no depth beyond {@link #DEPTH_MAX}, and no field twice. */
  JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
          .build();

  /**
   * Reads an object.
   *
   * @throws IllegalArgumentException if it is no JSON object, says a field twice, is nested deeper
   *     than {@link #DEPTH_MAX}, or something follows it
   */
  static Fields object(Bytes json) {
    try (JsonParser parser = FACTORY.createParser(json.unsafeArray())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException(
            "expected a JSON object, but it begins with %s".formatted(parser.currentToken()));
      }
      Fields object = fields(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("something follows the JSON object");
      }
      return object;
    } catch (IOException e) {
      throw new IllegalArgumentException(firstLine(e), e);
    }
  }

  private static String firstLine(IOException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static Fields fields(JsonParser parser) throws IOException {
    SortedMap<String, Json> fields = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      fields.put(name, value(parser, parser.nextToken()));
    }
    return new Fields(fields);
  }

  private static Json value(JsonParser parser, JsonToken first) throws IOException {
    return switch (first) {
      case START_OBJECT -> fields(parser);
      case VALUE_NULL -> new Null();
      // As it was written: a number keeps its digits.
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Leaf(parser.getText());
      default -> {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
          out.copyCurrentStructure(parser);
        }
        yield new Leaf(text.toString());
      }
    };
  }

  /** This value as JSON text. */
  default String text() {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      write(this, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(Json value, JsonGenerator out) throws IOException {
    switch (value) {
      case Fields(SortedMap<String, Json> fields) -> {
        out.writeStartObject();
        for (var field : fields.entrySet()) {
          out.writeFieldName(field.getKey());
          write(field.getValue(), out);
        }
        out.writeEndObject();
      }
      case Leaf(String json) -> out.writeRawValue(json);
      case Null() -> out.writeNull();
    }
  }
}
