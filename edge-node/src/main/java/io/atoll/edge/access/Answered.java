package io.atoll.edge.access;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One answer, as it is logged.
 *
 * @param millis wall time at which it ended
 * @param client its address
 * @param host that it was asked for; null: none
 * @param target path and query
 * @param protocol such as {@code HTTP/1.1}
 * @param bytes of the body that were handed to the kernel
 * @param micros from the head of the request to the end of the answer; 0: at once
 * @param cache value of {@code Cache-Status}
 */
public record Answered(
    long millis,
    String client,
    @Nullable String host,
    String method,
    String target,
    String protocol,
    int status,
    long bytes,
    long micros,
    @Nullable String cache,
    @Nullable String referer,
    @Nullable String agent) {
  private static final DateTimeFormatter COMMON =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

  String line(AccessConfig.Format format) {
    return switch (format) {
      case JSON -> json();
      case COMBINED -> combined();
    };
  }

  private String json() {
    JsonObject json =
        new JsonObject()
            .put("time", Instant.ofEpochMilli(millis).toString())
            .put("client", client)
            .put("host", host)
            .put("method", method)
            .put("target", target)
            .put("protocol", protocol)
            .put("status", status)
            .put("bytes", bytes)
            .put("micros", micros)
            .put("cache", cache)
            .put("referer", referer)
            .put("agent", agent);
    return json.encode();
  }

  private String combined() {
    return "%s - - [%s] \"%s %s %s\" %d %d \"%s\" \"%s\""
        .formatted(
            client,
            COMMON.format(Instant.ofEpochMilli(millis)),
            escaped(method),
            escaped(target),
            protocol,
            status,
            bytes,
            escaped(referer),
            escaped(agent));
  }

  /** So that whatever a client sends stays one field of one line. */
  private static String escaped(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "-";
    }
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\' || c < ' ' || c >= 0x7f) {
        escaped.append(String.format(Locale.ROOT, "\\x%02X", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
