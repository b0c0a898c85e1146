package io.atoll.controller.membership;

import io.atoll.runtime.net.HttpClients;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Gets small documents over HTTP, each within a bound of time and size, whatever the peer does. */
public final class Fetcher {
  /** Status of a replicator with many links and partitions. */
  private static final int BODY_BYTES_MAX = 1 << 20;

  /** As many as can overlap when every one takes its full time, and one more. */
  private static final int CONNECTIONS_MAX = 4;

  private final HttpClient client;
  private final Duration limit;

  /** An answer, whatever its status. */
  public record Answer(int status, Buffer body) {}

  /**
   * A fetcher with connections of its own.
   *
   * @param limit for one get, from asking for a connection to the body's end
   */
  public Fetcher(Vertx vertx, Duration limit) {
    this.limit = limit;
    this.client =
        HttpClients.of(
            vertx,
            new HttpClientOptions().setConnectTimeout((int) limit.toMillis()),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX));
  }

  public Future<Answer> get(String uri) {
    Future<HttpClientRequest> request =
        client.request(new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(uri));
    return request
        .compose(HttpClientRequest::send)
        .compose(response -> body(response).map(body -> new Answer(response.statusCode(), body)))
        .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        // Closes the connection, also one that is only made after the time is up.
        .onFailure(_ -> request.onSuccess(HttpClientRequest::reset));
  }

  public Future<Void> close() {
    return client.close();
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.endHandler(_ -> whole.tryComplete(body));
    response.handler(part -> {
      if (body.length() + part.length() > BODY_BYTES_MAX) {
        whole.tryFail("an answer of more than %d bytes".formatted(BODY_BYTES_MAX));
      } else {
        body.appendBuffer(part);
      }
    });
    return whole.future();
  }
}
