package io.atoll.edge;

import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.List;
import java.util.Random;
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

  /** Goes on as a WebSocket that says whatever it hears. */
  static Handler<HttpServerRequest> echo() {
    return request ->
        request
            .toWebSocket()
            .onSuccess(socket -> {
              socket.textMessageHandler(socket::writeTextMessage);
              socket.binaryMessageHandler(socket::writeBinaryMessage);
            });
  }

  /** Says so much to an echo, one message after the other, and tells what came back. */
  static String talk(Vertx vertx, WebSocketConnectOptions options, int messages) throws Exception {
    byte[] content = new byte[200_000];
    new Random(1).nextBytes(content);
    Buffer message = Buffer.buffer(content);
    Promise<String> heard = Promise.promise();
    // Once nobody holds it, it is closed, and its sockets with it.
    WebSocketClient client = vertx.createWebSocketClient();
    vertx.runOnContext(_ ->
        client
            .connect(options)
            .onFailure(heard::tryFail)
            .onSuccess(socket -> {
              int[] count = {0};
              socket.exceptionHandler(heard::tryFail);
              socket.closeHandler(_ -> heard.tryFail("closed after " + count[0]));
              socket.binaryMessageHandler(back -> {
                if (!back.equals(message)) {
                  heard.tryFail("message %d came back changed".formatted(count[0]));
                } else if (++count[0] == messages) {
                  heard.tryComplete("%d messages of %d bytes".formatted(count[0], back.length()));
                  socket.close();
                } else {
                  socket.writeBinaryMessage(message);
                }
              });
              socket.writeBinaryMessage(message);
            }));
    String said = TestEdges.await(heard.future());
    TestEdges.await(client.close());
    return said;
  }

  int port() {
    return server.actualPort();
  }

  void close() throws Exception {
    TestEdges.await(server.close());
  }
}
