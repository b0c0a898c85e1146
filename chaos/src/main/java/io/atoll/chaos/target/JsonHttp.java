package io.atoll.chaos.target;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks for and sends small JSON documents; blocks its thread. */
public final class JsonHttp {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** A digest of a platform with many partitions; far above any answer of a small one. */
  private static final int BODY_BYTES_MAX = 4 << 20;

  private static final int PROBLEM_CHARACTERS_MAX = 300;

  private final HttpClient client;

  public JsonHttp(HttpClient client) {
    this.client = client;
  }

  JsonObject get(URI uri) throws TargetException, InterruptedException {
    return send("GET", uri, null, null);
  }

  /**
   * Sends a request with an optional body and an optional bearer token.
   *
   * @return what was answered with a status of the 200s; an empty object if that was empty
   * @throws TargetException on any other status, or none within 5 s
   */
  JsonObject send(String method, URI uri, @Nullable JsonObject body, @Nullable String token)
      throws TargetException, InterruptedException {
    BodyPublisher publisher =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(TIMEOUT).method(method, publisher);
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<byte[]> response;
    try {
      response =
          client.send(
              request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), BODY_BYTES_MAX));
    } catch (IOException e) {
      throw new TargetException("%s %s: no answer (%s)".formatted(method, uri, describe(e)), e);
    }
    String text = new String(response.body(), StandardCharsets.UTF_8);
    if (response.statusCode() / 100 != 2) {
      throw TargetException.answered(
          response.statusCode(),
          "%s %s was answered with %d: %s"
              .formatted(method, uri, response.statusCode(), shortened(text)));
    }
    try {
      return text.isBlank() ? new JsonObject() : new JsonObject(text);
    } catch (DecodeException e) {
      throw new TargetException(
          "%s %s was not answered with JSON: %s".formatted(method, uri, shortened(text)), e);
    }
  }

  /** An exception of the HTTP client often has no message. */
  static String describe(IOException e) {
    String message = e.getMessage();
    String name = e.getClass().getSimpleName();
    return message == null || message.isEmpty() ? name : name + ": " + message;
  }

  private static String shortened(String text) {
    return text.length() <= PROBLEM_CHARACTERS_MAX
        ? text
        : text.substring(0, PROBLEM_CHARACTERS_MAX) + "...";
  }
}
