package io.atoll.edge.batch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.atoll.core.operation.Bytes;
import io.atoll.replication.cell.Json;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code {"operations": [{"method": "PUT", "path": "/v1/kv/profiles/ada", "headers": {},
 * "json": {}}]}}. A body is {@code json}, taken byte for byte, or {@code text}, or {@code base64}.
 */
final class OperationsReader {
  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.PUT,
          HttpMethod.POST,
          HttpMethod.PATCH,
          HttpMethod.DELETE);

  /** Fields of the connection, and of how a body is framed, which is not as in HTTP here. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final byte[] request;
  private final JsonParser parser;
  private final int operationsMax;

  private OperationsReader(byte[] request, JsonParser parser, int operationsMax) {
    this.request = request;
    this.parser = parser;
    this.operationsMax = operationsMax;
  }

  /**
   * The operations in their order, at least one.
   *
   * @throws IllegalArgumentException whose message says what is wrong, and with which operation
   */
  static List<Operation> read(Bytes request, int operationsMax) {
    byte[] bytes = request.unsafeArray();
    try (JsonParser parser = Json.FACTORY.createParser(bytes)) {
      return new OperationsReader(bytes, parser, operationsMax).operations();
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException("it is not JSON: " + message.lines().findFirst().get(), e);
    }
  }

  private List<Operation> operations() throws IOException {
    expect(parser.nextToken() == JsonToken.START_OBJECT, "it is not a JSON object");
    expect("operations".equals(parser.nextFieldName()), "its only member is not \"operations\"");
    expect(parser.nextToken() == JsonToken.START_ARRAY, "\"operations\" is not an array");
    List<Operation> operations = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(
          operations.size() < operationsMax,
          "it has more than %d operations; send several batches".formatted(operationsMax));
      try {
        operations.add(operation());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "operation %d: %s".formatted(operations.size(), e.getMessage()), e);
      }
    }
    expect(!operations.isEmpty(), "it has no operation");
    expect(parser.nextToken() == JsonToken.END_OBJECT, "something follows its operations");
    expect(parser.nextToken() == null, "something follows it");
    return operations;
  }

  private Operation operation() throws IOException {
    expect(parser.currentToken() == JsonToken.START_OBJECT, "it is not a JSON object");
    HttpMethod method = null;
    String target = null;
    Map<String, String> fields = Map.of();
    Bytes body = null;
    String type = null;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      switch (name) {
        case "method" -> method = method();
        case "path" -> target = target();
        case "headers" -> fields = fields();
        case "json", "text", "base64" -> {
          expect(body == null, "it has more than one of json, text and base64");
          body = body(name);
          type = type(name);
        }
        default ->
            throw new IllegalArgumentException(
                "'%s' is none of method, path, headers, json, text and base64".formatted(name));
      }
    }
    if (method == null || target == null) {
      throw new IllegalArgumentException("it has no " + (method == null ? "method" : "path"));
    }
    if (type != null && !fields.containsKey("content-type")) {
      fields = new HashMap<>(fields);
      fields.put("content-type", type);
    }
    return new Operation(method, target, fields, body == null ? Bytes.EMPTY : body);
  }

  private HttpMethod method() throws IOException {
    String text = string("method");
    return METHODS.stream()
        .filter(known -> known.name().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "method '%s' is none of GET, HEAD, PUT, POST, PATCH and DELETE".formatted(text)));
  }

  private String target() throws IOException {
    String text = string("path");
    expect(text.startsWith("/"), "path '%s' does not begin with a slash".formatted(text));
    expect(
        text.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '#'),
        "path '%s' has a character that must be percent-encoded".formatted(text));
    return text;
  }

  private Map<String, String> fields() throws IOException {
    expect(parser.currentToken() == JsonToken.START_OBJECT, "headers is not an object");
    Map<String, String> fields = new HashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      String lower = name.toLowerCase(Locale.ROOT);
      parser.nextToken();
      expect(
          !OF_THE_CONNECTION.contains(lower),
          "header '%s' is of a connection, not of an operation; leave it out".formatted(name));
      expect(fields.put(lower, string(name)) == null, "header '%s' is there twice".formatted(name));
    }
    return fields;
  }

  private Bytes body(String form) throws IOException {
    if (form.equals("json")) {
      return verbatim();
    }
    String text = string(form);
    if (form.equals("text")) {
      return Bytes.utf8(text);
    }
    try {
      return Bytes.wrap(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("base64 is not Base64: " + e.getMessage(), e);
    }
  }

  private static @Nullable String type(String form) {
    return switch (form) {
      case "json" -> "application/json";
      case "text" -> "text/plain; charset=utf-8";
      default -> null;
    };
  }

  /** The value at hand as it was written. */
  private Bytes verbatim() throws IOException {
    int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    parser.skipChildren();
    parser.finishToken();
    int end = Math.toIntExact(parser.currentLocation().getByteOffset());
    return Bytes.wrap(Arrays.copyOfRange(request, start, end));
  }

  private String string(String name) throws IOException {
    expect(parser.currentToken() == JsonToken.VALUE_STRING, "%s is not a string".formatted(name));
    return parser.getText();
  }

  private static void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
