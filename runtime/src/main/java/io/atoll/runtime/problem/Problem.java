package io.atoll.runtime.problem;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as an API answers it (RFC 9457): what went wrong, and what the caller can do.
 *
 * @param type names the kind of problem for programs: {@code urn:atoll:problem:<name>}
 * @param title the same for every problem of this type
 * @param status 400 to 599
 * @param detail about this occurrence: the offending value, its bound, the way out
 * @param extra further members, such as {@code limit}
 */
public record Problem(
    String type, String title, int status, String detail, Map<String, Object> extra) {
  public static final String MEDIA_TYPE = "application/problem+json";
  private static final String TYPE_PREFIX = "urn:atoll:problem:";

  public Problem {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException(
          "status %d of problem '%s' is outside 400 to 599".formatted(status, title));
    }
    extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
  }

  /**
   * A problem without further members.
   *
   * @param title also names the type: "Unknown namespace" becomes {@code
   *     urn:atoll:problem:unknown-namespace}
   */
  public static Problem of(int status, String title, String detail) {
    return new Problem(TYPE_PREFIX + slug(title), title, status, detail, Map.of());
  }

  /** This problem with one more member; the value must be one that JSON knows. */
  public Problem with(String member, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(extra);
    more.put(member, value);
    return new Problem(type, title, status, detail, more);
  }

  public JsonObject toJson() {
    JsonObject json =
        new JsonObject()
            .put("type", type)
            .put("title", title)
            .put("status", status)
            .put("detail", detail);
    extra.forEach(json::put);
    return json;
  }

  public Buffer toBuffer() {
    return toJson().toBuffer();
  }

  /** Ends the response with this problem: status, media type and body. */
  public Future<Void> send(HttpServerResponse response) {
    if (status == 401) {
      // RFC 9110, 15.5.2: a 401 names the scheme that would do.
      response.putHeader("WWW-Authenticate", "Bearer");
    }
    return response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(toBuffer());
  }

  private static String slug(String title) {
    StringBuilder slug = new StringBuilder(title.length());
    for (int i = 0; i < title.length(); i++) {
      char c = Character.toLowerCase(title.charAt(i));
      boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      slug.append(plain ? c : '-');
    }
    return slug.toString();
  }
}
