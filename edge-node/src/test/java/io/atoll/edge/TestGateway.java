package io.atoll.edge;

import io.atoll.edge.access.AccessConfig;
import io.atoll.edge.proxy.ProxyConfig;
import io.atoll.edge.tls.TlsConfig;
import io.atoll.parts.RedisServer;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** An edge with a route for {@code shop.test} to a {@link TestUpstream}, and a client to ask it. */
final class TestGateway {
  static final String CACHE_STATUS = "cache-status";

  final Vertx vertx = Vertx.vertx();
  final TestUpstream upstream;
  final TestEdges edges;
  private final HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(200));

  /** An answer, read to its end. */
  record Answer(HttpClientResponse head, Buffer bytes) {
    int status() {
      return head.statusCode();
    }

    String header(String name) {
      return String.valueOf(head.getHeader(name));
    }

    String cacheStatus() {
      return header(CACHE_STATUS);
    }

    String body() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  TestGateway() throws Exception {
    this("");
  }

  /**
   * @param more lines of config under {@code http}
   */
  TestGateway(String more) throws Exception {
    this(more, Access.loopbackOnly());
  }

  TestGateway(Access access) throws Exception {
    this("", access);
  }

  TestGateway(TlsConfig tls) throws Exception {
    this(Optional.of(tls), Optional.empty());
  }

  TestGateway(AccessConfig log) throws Exception {
    this(Optional.empty(), Optional.of(log));
  }

  private TestGateway(Optional<TlsConfig> tls, Optional<AccessConfig> log) throws Exception {
    upstream = new TestUpstream(vertx, TestUpstream.says("hello", "cache-control", "max-age=60"));
    edges =
        new TestEdges(
            TestEdges.limits(), config(upstream.port(), ""), Access.loopbackOnly(), tls, log);
    awaitLeases(1);
  }

  private TestGateway(String more, Access access) throws Exception {
    this(more, access, 1, null);
  }

  /**
   * @param count of edges
   * @param pages where they share stored answers; null: nowhere
   */
  TestGateway(String more, Access access, int count, @Nullable RedisServer pages) throws Exception {
    this(TestEdges.limits(), "2s", more, access, count, pages);
  }

  /**
   * @param tryMax how long the upstream may be silent
   */
  TestGateway(
      EdgeLimits limits,
      String tryMax,
      String more,
      Access access,
      int count,
      @Nullable RedisServer pages)
      throws Exception {
    upstream = new TestUpstream(vertx, TestUpstream.says("hello", "cache-control", "max-age=60"));
    edges =
        new TestEdges(
            "us-east",
            limits,
            config(upstream.port(), tryMax, more),
            access,
            count,
            List.of(),
            pages);
    // What is stored before an edge holds its leases is taken for stale: it may have missed purges.
    for (int edge = 1; edge <= count; edge++) {
      awaitLeases(edge);
    }
  }

  void awaitLeases(int edge) {
    Awaitility.await().until(() -> edges.node(edge).viewReadiness().ready());
  }

  int tlsPort() {
    return edges.node(1).tlsAddress().orElseThrow().port();
  }

  static ProxyConfig config(int port, String more) {
    return config(port, "2s", more);
  }

  /**
   * @param tryMax how long the upstream may be silent
   */
  static ProxyConfig config(int port, String tryMax, String more) {
    String yaml =
        """
        http:
          upstreams:
            - name: shop
              targets: ["127.0.0.1:%d"]
              try-max: %s
              total-max: 60s
          routes:
            - host: shop.test
              upstream: shop
        """
            .formatted(port, tryMax);
    return Config.parse(
        Path.of("/test.yaml"),
        yaml + more.indent(2),
        node -> node.object("http", ProxyConfig::read));
  }

  Answer get(String path, String... fields) throws Exception {
    return ask("GET", path, "", fields);
  }

  Answer ask(String method, String path, String body, String... fields) throws Exception {
    return ask(1, method, path, body, fields);
  }

  /** Asks one of several edges, from 1. */
  Answer ask(int edge, String method, String path, String body, String... fields) throws Exception {
    return TestEdges.await(begin(edge, method, path, body, fields));
  }

  /** Asks, and doesn't wait. */
  Future<Answer> begin(int edge, String method, String path, String body, String... fields) {
    RequestOptions options = options(edge, method, path, fields);
    return Future.future(answer -> send(options, body, answer));
  }

  /** Asks, and reads the answer as it comes. */
  Reading read(int edge, String path, String... fields) {
    RequestOptions options = options(edge, "GET", path, fields);
    Reading reading = new Reading();
    vertx.runOnContext(_ ->
        client
            .request(options)
            .compose(HttpClientRequest::send)
            .onComplete(reading::began, reading::failed));
    return reading;
  }

  private RequestOptions options(int edge, String method, String path, String... fields) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(method))
            .setHost(edges.node(edge).address().host())
            .setPort(edges.node(edge).address().port())
            .setURI(path)
            .putHeader("host", "shop.test");
    for (int i = 0; i < fields.length; i += 2) {
      if (fields[i].equals("host")) {
        options.putHeader(fields[i], fields[i + 1]);
      } else {
        options.addHeader(fields[i], fields[i + 1]);
      }
    }
    return options;
  }

  /** All on one event loop: elsewhere, a body could come before anybody listens. */
  private void send(RequestOptions options, String body, Promise<Answer> answer) {
    vertx.runOnContext(_ ->
        client
            .request(options)
            .compose(request -> body.isEmpty() ? request.send() : request.send(body))
            .compose(response -> response.body().map(bytes -> new Answer(response, bytes)))
            .onComplete(answer));
  }

  void close() throws Exception {
    edges.close();
    upstream.close();
    TestEdges.await(vertx.close());
  }
}
