package io.atoll.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls a process of the platform over HTTP. Built on {@link HttpURLConnection}, because the newer
 * client takes a third of a second to start.
 */
public final class Api {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private final String base;
  private final @Nullable String token;
  private final Duration timeout;

  /**
   * @param base such as {@code http://127.0.1.30:7000}
   * @param token sent as a bearer token; null: none
   * @param timeout for an answer once connected
   */
  public Api(String base, @Nullable String token, Duration timeout) {
    this.base = base;
    this.token = token;
    this.timeout = timeout;
  }

  /** What a process answered. */
  public record Answer(int status, String body) {
    public boolean isSuccess() {
      return status >= 200 && status < 300;
    }

    public JsonObject json() {
      try {
        return body.isEmpty() ? new JsonObject() : new JsonObject(body);
      } catch (DecodeException e) {
        throw Failure.failed("expected JSON, but got: " + body);
      }
    }

    /** This answer's JSON, or a {@link Failure} with what the problem document says. */
    public JsonObject orFail() {
      if (isSuccess()) {
        return json();
      }
      int exitCode =
          switch (status) {
            case 400 -> ExitCode.USAGE;
            case 401, 403, 409 -> ExitCode.REFUSED;
            case 502, 503, 504 -> ExitCode.UNAVAILABLE;
            default -> ExitCode.FAILED;
          };
      throw new Failure(exitCode, problem());
    }

    private String problem() {
      if (!body.startsWith("{")) {
        return "HTTP status " + status;
      }
      JsonObject problem = json();
      return problem.getString("detail", problem.getString("title", "HTTP status " + status));
    }
  }

  public Answer get(String path) throws IOException {
    return get(path, Map.of());
  }

  /**
   * As above, with header fields.
   *
   * @param fields by name
   */
  public Answer get(String path, Map<String, String> fields) throws IOException {
    return call("GET", path, null, fields);
  }

  public Answer post(String path, JsonObject body) throws IOException {
    return post(path, body, Map.of());
  }

  /**
   * As above, with header fields.
   *
   * @param fields by name
   */
  public Answer post(String path, JsonObject body, Map<String, String> fields) throws IOException {
    return call("POST", path, body, fields);
  }

  public Answer put(String path, JsonObject body) throws IOException {
    return call("PUT", path, body, Map.of());
  }

  public Answer delete(String path) throws IOException {
    return call("DELETE", path, null, Map.of());
  }

  private Answer call(
      String method, String path, @Nullable JsonObject body, Map<String, String> fields)
      throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(base + path).toURL().openConnection();
    try {
      connection.setConnectTimeout(Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
      connection.setReadTimeout(Math.toIntExact(timeout.toMillis()));
      connection.setRequestMethod(method);
      if (token != null) {
        connection.setRequestProperty("Authorization", "Bearer " + token);
      }
      fields.forEach(connection::setRequestProperty);
      if (body != null) {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        try (OutputStream out = connection.getOutputStream()) {
          out.write(body.encode().getBytes(StandardCharsets.UTF_8));
        }
      }
      int status = connection.getResponseCode();
      try (InputStream in =
          status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
        return new Answer(
            status, in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } finally {
      connection.disconnect();
    }
  }

  @Override
  public String toString() {
    return base;
  }
}
