package io.atoll.bench.edge;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The web server behind every contestant. {@code /N} and {@code /stored/N} are N bytes that may be
 * cached for an hour, {@code /passed/N} are N bytes that nobody may store.
 */
final class Origin implements AutoCloseable {
  static final String STORED = "/stored/";
  static final String PASSED = "/passed/";

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger requests = new AtomicInteger();
  private final HttpServer server;

  private Origin() throws ExecutionException, InterruptedException {
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
  }

  static Origin start() throws ExecutionException, InterruptedException {
    return new Origin();
  }

  private void answer(HttpServerRequest request) {
    requests.incrementAndGet();
    String path = String.valueOf(request.path());
    int size = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
    HttpServerResponse response = request.response();
    response
        .putHeader("Cache-Control", path.startsWith(PASSED) ? "no-store" : "public, max-age=3600")
        .putHeader("Content-Type", "application/octet-stream")
        .putHeader("ETag", "\"" + size + "\"");
    if (request.method().name().equals("HEAD")) {
      response.putHeader("Content-Length", Integer.toString(size)).end();
    } else {
      response.end(Buffer.buffer(new byte[size]));
    }
  }

  int port() {
    return server.actualPort();
  }

  /** How often it was asked. */
  int requests() {
    return requests.get();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
