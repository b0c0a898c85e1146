package io.atoll.chaos.target;

import io.atoll.chaos.history.Action;
import io.atoll.chaos.history.Outcome;
import io.atoll.core.operation.Key;
import io.atoll.core.region.RegionId;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A user's HTTP client for the data API; blocks its thread. One attempt each, retries are above.
 */
public final class EdgeClient {
  /** More than any value a drill writes. */
  private static final int BODY_BYTES_MAX = 2 << 20;

  private static final int DETAIL_CHARACTERS_MAX = 200;

  /** A drill's keys go away by themselves; longer than anybody would look into a failed drill. */
  private static final long TTL_SECONDS = 86_400;

  private final HttpClient client;
  private final Duration timeout;

  public EdgeClient(HttpClient client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  /** Writes the value of this name, padded to a size in bytes. */
  public EdgeAnswer put(HostPort edge, Key key, String value, int size)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri(edge, key))
            .timeout(timeout)
            .header("Content-Type", "text/plain")
            .header("Atoll-TTL", Long.toString(TTL_SECONDS))
            .PUT(BodyPublishers.ofByteArray(DrillValue.bytes(value, size)))
            .build();
    return send(Action.WRITE, request);
  }

  public EdgeAnswer read(HostPort edge, Key key) throws InterruptedException {
    return send(Action.READ, HttpRequest.newBuilder(uri(edge, key)).timeout(timeout).build());
  }

  private EdgeAnswer send(Action action, HttpRequest request) throws InterruptedException {
    HttpResponse<byte[]> response;
    try {
      response =
          client.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), BODY_BYTES_MAX));
    } catch (ConnectException | HttpConnectTimeoutException e) {
      return EdgeAnswer.notSent(JsonHttp.describe(e));
    } catch (IOException e) {
      return EdgeAnswer.lostOnTheWay(JsonHttp.describe(e));
    }
    int status = response.statusCode();
    Outcome outcome = Outcome.ofStatus(action, status);
    boolean found = action == Action.READ && status == 200;
    return new EdgeAnswer(
        status,
        region(response.headers().firstValue("Atoll-Region").orElse(null)),
        response.headers().firstValue("ETag").orElse(null),
        found ? DrillValue.name(response.body()) : null,
        outcome,
        outcome == Outcome.OK ? null : "status " + status + detail(response.body()));
  }

  /** What the edge's problem document says, or nothing. */
  private static String detail(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    if (!text.startsWith("{")) {
      return "";
    }
    try {
      String detail = new JsonObject(text).getString("detail", "");
      return ": " + detail.substring(0, Math.min(DETAIL_CHARACTERS_MAX, detail.length()));
    } catch (DecodeException | ClassCastException _) {
      return "";
    }
  }

  private static @Nullable RegionId region(@Nullable String header) {
    if (header == null) {
      return null;
    }
    try {
      return RegionId.of(header);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static URI uri(HostPort edge, Key key) {
    String name = URLEncoder.encode(key.name(), StandardCharsets.UTF_8).replace("+", "%20");
    return URI.create(
        "http://" + edge + "/v1/kv/" + key.namespace() + "/" + name.replace("%2F", "/"));
  }
}
