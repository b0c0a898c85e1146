package io.atoll.runtime.feed;

import io.atoll.core.routing.RoutingTable;
import io.atoll.runtime.json.RoutingTableJson;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A controller's feed on a real socket: answers at once with a newer table, else when it has one.
 */
final class FakeController {
  private record Waiting(HttpServerRequest request, long after) {}

  private final List<Waiting> waiting = new ArrayList<>();
  private final HttpServer server;
  private RoutingTable table;
  private boolean honest = true;

  FakeController(Vertx vertx, RoutingTable table) throws Exception {
    this(vertx, table, 0);
  }

  FakeController(Vertx vertx, RoutingTable table, int port) throws Exception {
    this.table = table;
    this.server =
        vertx
            .createHttpServer()
            .requestHandler(this::handle)
            .listen(port, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  synchronized void publish(RoutingTable newer) {
    table = newer;
    waiting.removeIf(this::answer);
  }

  /** From now on it sends its table even to those who have a newer one. */
  synchronized void sendWhateverIsAskedFor() {
    honest = false;
    waiting.removeIf(this::answer);
  }

  void die() throws Exception {
    server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private synchronized void handle(HttpServerRequest request) {
    Waiting asking = new Waiting(request, Long.parseLong(request.getParam("after")));
    if (!"/v1/routing-table".equals(request.path())) {
      request.response().setStatusCode(404).end();
    } else if (!answer(asking)) {
      waiting.add(asking);
    }
  }

  private boolean answer(Waiting asking) {
    if (honest && table.version().packed() <= asking.after) {
      return false;
    }
    asking.request.response().end(RoutingTableJson.write(table).toBuffer());
    return true;
  }
}
