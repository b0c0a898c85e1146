package io.atoll.edge;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A customer's server that does as it is told and remembers what it was asked. */
final class TestUpstream {
  private final HttpServer server;
  final List<HttpServerRequest> asked = new CopyOnWriteArrayList<>();
  volatile Handler<HttpServerRequest> answer;

  TestUpstream(Vertx vertx, Handler<HttpServerRequest> answer) throws Exception {
    this.answer = answer;
    server =
        TestEdges.await(
            vertx
                .createHttpServer()
                .requestHandler(request -> {
                  asked.add(request);
                  this.answer.handle(request);
                })
                .listen(0, "127.0.0.1"));
  }

  /** Answers with these fields, names and values by turns, and this body. */
  static Handler<HttpServerRequest> says(String body, String... fields) {
    return request -> {
      for (int i = 0; i < fields.length; i += 2) {
        request.response().headers().add(fields[i], fields[i + 1]);
      }
      request.response().end(body);
    };
  }

  int port() {
    return server.actualPort();
  }

  void close() throws Exception {
    TestEdges.await(server.close());
  }
}
