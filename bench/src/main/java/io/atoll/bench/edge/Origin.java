package io.atoll.bench.edge;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The web server behind every contestant: {@code /N} is N bytes that may be cached for an hour. */
final class Origin implements AutoCloseable {
  private final HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();

  private Origin(HttpServer server) {
    this.server = server;
  }

  static Origin start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Origin origin = new Origin(server);
    server.createContext(
        "/",
        exchange -> {
          origin.requests.incrementAndGet();
          int size = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
          exchange.getResponseHeaders().set("Cache-Control", "public, max-age=3600");
          exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
          exchange.getResponseHeaders().set("ETag", "\"" + size + "\"");
          exchange.sendResponseHeaders(200, size);
          try (exchange) {
            exchange.getResponseBody().write(new byte[size]);
          }
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return origin;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** How often it was asked. */
  int requests() {
    return requests.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
