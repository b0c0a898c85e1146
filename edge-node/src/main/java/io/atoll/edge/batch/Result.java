package io.atoll.edge.batch;

import com.fasterxml.jackson.core.JsonParser;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operation of a batch is answered, as JSON: {@code status}, {@code headers}, and its body
 * as {@code json} if it is, else as {@code text} if it is UTF-8, else as {@code base64}.
 */
final class Result {
  private Result() {}

  static Buffer of(Problem problem) {
    return of(problem.status(), Map.of("content-type", Problem.MEDIA_TYPE), problem.toBuffer());
  }

  static Buffer of(int status, Map<String, String> fields, @Nullable Buffer content) {
    Buffer json = Buffer.buffer("{\"status\":" + status + ",\"headers\":{");
    String separator = "";
    for (var field : fields.entrySet()) {
      json.appendString(separator)
          .appendString(Json.encode(field.getKey()))
          .appendString(":")
          .appendString(Json.encode(field.getValue()));
      separator = ",";
    }
    json.appendString("}");
    if (content != null && content.length() > 0) {
      body(json, fields.getOrDefault("content-type", ""), content);
    }
    return json.appendString("}");
  }

  private static void body(Buffer json, String type, Buffer content) {
    byte[] bytes = content.getBytes();
    if (isJson(type) && isJson(bytes)) {
      json.appendString(",\"json\":").appendBuffer(content);
      return;
    }
    try {
      String text = utf8(bytes);
      json.appendString(",\"text\":").appendString(Json.encode(text));
    } catch (CharacterCodingException e) {
      String text = Base64.getEncoder().encodeToString(bytes);
      json.appendString(",\"base64\":\"").appendString(text).appendString("\"");
    }
  }

  private static boolean isJson(String type) {
    String bare = type.split(";", 2)[0].strip();
    return bare.equals("application/json") || bare.endsWith("+json");
  }

  /** Anybody may have stored anything as JSON: what is none would spoil the others' answers. */
  private static boolean isJson(byte[] bytes) {
    try (JsonParser parser = io.atoll.replication.cell.Json.FACTORY.createParser(utf8(bytes))) {
      boolean some = parser.nextToken() != null;
      parser.skipChildren();
      return some && parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  private static String utf8(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  static Buffer all(Buffer[] results) {
    Buffer json = Buffer.buffer("{\"results\":[");
    for (int i = 0; i < results.length; i++) {
      json.appendString(i == 0 ? "" : ",").appendBuffer(results[i]);
    }
    return json.appendString("]}");
  }
}
