package io.atoll.controller.fake;

import io.atoll.testkit.network.Wan;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A region's edges and replicator, as far as a controller sees them; they can die and return. */
public final class FakeRegion {
  private final Vertx vertx;
  private final InetSocketAddress replicator;
  private final List<InetSocketAddress> edges;
  private final List<HttpServer> servers = new ArrayList<>();
  private volatile boolean caughtUp = true;
  private volatile boolean healthy = true;
  private volatile List<String> lives = List.of();
  private volatile @Nullable String incarnation;

  /** Listens on loopback host {@code 127.80.<number>.x}. */
  public FakeRegion(Vertx vertx, int number) {
    this.vertx = vertx;
    this.replicator = Wan.unused(Wan.loopback(127, 80, number, 40));
    this.edges =
        List.of(
            Wan.unused(Wan.loopback(127, 80, number, 1)),
            Wan.unused(Wan.loopback(127, 80, number, 2)));
  }

  public InetSocketAddress replicator() {
    return replicator;
  }

  public List<InetSocketAddress> edges() {
    return edges;
  }

  public void caughtUp(boolean is) {
    caughtUp = is;
  }

  /** Which lives its replicator knows, of whatever region it is asked. */
  public void knows(String... known) {
    lives = List.of(known);
  }

  /** Which life its own log is in. */
  public void lives(String life) {
    incarnation = life;
  }

  /** Whether its edges find themselves ready and usable. */
  public void healthy(boolean is) {
    healthy = is;
  }

  public void start() throws Exception {
    for (InetSocketAddress edge : edges) {
      listen(edge, this::edge);
    }
    listen(replicator, this::replicator);
  }

  /** All at once, connections too. */
  public void kill() throws Exception {
    await(Future.all(servers.stream().map(HttpServer::close).toList()));
    servers.clear();
  }

  private void listen(InetSocketAddress address, Handler<HttpServerRequest> handler)
      throws Exception {
    servers.add(
        await(
            vertx
                .createHttpServer()
                .requestHandler(handler)
                .listen(address.getPort(), address.getAddress().getHostAddress())));
  }

  private void edge(HttpServerRequest request) {
    request.response().setStatusCode(healthy ? 200 : 503).end("{}");
  }

  private void replicator(HttpServerRequest request) {
    if (request.uri().startsWith("/v1/replication/lives/")) {
      request
          .response()
          .end(new JsonObject().put("lives", new JsonArray(List.copyOf(lives))).toBuffer());
      return;
    }
    request
        .response()
        .end(
            new JsonObject()
                .put("incarnation", incarnation)
                .put("ready", caughtUp)
                .put("reason", caughtUp ? "" : "catching up")
                .put("links", new JsonArray())
                .toBuffer());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get();
  }
}
