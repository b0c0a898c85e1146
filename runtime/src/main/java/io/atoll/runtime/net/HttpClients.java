package io.atoll.runtime.net;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.PoolOptions;

/** HTTP clients for peers that come and go. */
public final class HttpClients {
  private HttpClients() {}

  /**
   * A client whose lost connections are told to who asked over them, and to nobody else: without a
   * handler Vert.x logs an error for each.
   */
  public static HttpClientAgent of(Vertx vertx, HttpClientOptions options, PoolOptions pool) {
    return vertx
        .httpClientBuilder()
        .with(options)
        .with(pool)
        .withConnectHandler(HttpClients::expectLoss)
        .build();
  }

  private static void expectLoss(HttpConnection connection) {
    connection.exceptionHandler(_ -> {});
  }
}
