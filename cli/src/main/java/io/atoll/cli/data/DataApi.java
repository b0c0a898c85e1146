package io.atoll.cli.data;

import io.atoll.cli.Failure;
import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Kind;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One edge's data API, safe for use by many threads. A call that is answered 503, or not at all, is
 * made again for a while: so what is written must be something that can be written twice.
 */
final class DataApi {
  /** Kept for further calls: as many calls as there may be at once without opening others. */
  static final int CONNECTIONS = 128;

  static {
    // The JDK keeps five otherwise.
    System.setProperty("http.maxConnections", Integer.toString(CONNECTIONS));
  }

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofMillis(500);

  private final String base;
  private final @Nullable String token;

  /**
   * @param base such as {@code http://127.0.1.1:8080}
   * @param token sent as a bearer token; null: none
   */
  DataApi(String base, @Nullable String token) {
    this.base = base;
    this.token = token;
  }

  /** What an edge answered. */
  record Answer(
      int status, @Nullable String contentType, @Nullable String cacheStatus, Bytes body) {
    boolean isSuccess() {
      return status >= 200 && status < 300;
    }

    String text() {
      return body.utf8();
    }

    JsonObject json() {
      return new JsonObject(text());
    }

    /** This answer if it is a success, or a {@link Failure} with what the problem says. */
    Answer orFail() {
      if (isSuccess()) {
        return this;
      }
      String detail;
      try {
        detail = json().getString("detail");
      } catch (DecodeException e) {
        detail = null;
      }
      String message = Objects.requireNonNullElse(detail, "HTTP status " + status);
      throw status == 401 || status == 403 ? Failure.refused(message) : Failure.failed(message);
    }
  }

  Answer get(String path) throws InterruptedException {
    return call("GET", path, Map.of(), null);
  }

  /**
   * Calls until there is an answer other than 503.
   *
   * @throws Failure if there was none in time
   */
  Answer call(String method, String path, Map<String, String> fields, byte @Nullable [] body)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      String reason;
      try {
        Answer answer = callOnce(method, path, fields, body);
        if (answer.status() != 503) {
          return answer;
        }
        reason = answer.text();
      } catch (IOException e) {
        reason = e.toString();
      }
      if (System.nanoTime() - deadline > 0) {
        throw Failure.unavailable(
            "%s does not answer %s %s within %d s (%s); name another edge with --edge"
                .formatted(base, method, path, PATIENCE.toSeconds(), reason));
      }
      Thread.sleep(RETRY);
    }
  }

  /** The connection is left open: the next call goes on with it. */
  private Answer callOnce(
      String method, String path, Map<String, String> fields, byte @Nullable [] body)
      throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(base + path).toURL().openConnection();
    connection.setConnectTimeout(Math.toIntExact(TIMEOUT.toMillis()));
    connection.setReadTimeout(Math.toIntExact(TIMEOUT.toMillis()));
    connection.setRequestMethod(method);
    if (token != null) {
      connection.setRequestProperty("Authorization", "Bearer " + token);
    }
    fields.forEach(connection::setRequestProperty);
    if (body != null) {
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(body.length);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
    }
    int status = connection.getResponseCode();
    try (InputStream in =
        status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
      return new Answer(
          status,
          connection.getContentType(),
          connection.getHeaderField("cache-status"),
          in == null ? Bytes.EMPTY : Bytes.wrap(in.readAllBytes()));
    }
  }

  /** What a namespace is, found out by asking. */
  Kind kind(String namespace) throws InterruptedException {
    Answer last = null;
    for (Kind kind : Kind.values()) {
      last = get(path(kind, namespace) + "?limit=1");
      if (last.status() != 409) {
        last.orFail();
        return kind;
      }
    }
    throw Failure.failed(
        "namespace '%s' is of a kind that this command does not know: %s"
            .formatted(namespace, last == null ? "" : last.text()));
  }

  /** The path of a namespace. */
  static String path(Kind kind, String namespace) {
    String collection =
        switch (kind) {
          case REGISTER -> "kv";
          case COUNTER -> "counters";
          case SET -> "sets";
          case LEADERBOARD -> "leaderboards";
          case DOCUMENT -> "documents";
        };
    return "/v1/" + collection + "/" + encode(namespace);
  }

  /** A text as a segment of a path or a value of a query (RFC 3986). */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return base;
  }
}
