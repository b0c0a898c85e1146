package io.atoll.edge;

import io.atoll.edge.proxy.ProxyConfig;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.awaitility.Awaitility;

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

  private TestGateway(String more, Access access) throws Exception {
    upstream = new TestUpstream(vertx, TestUpstream.says("hello", "cache-control", "max-age=60"));
    edges = new TestEdges(TestEdges.limits(), config(upstream.port(), more), access, 1);
    // What is stored before an edge holds its leases is taken for stale: it may have missed purges.
    Awaitility.await().until(() -> edges.node(1).viewReadiness().ready());
  }

  static ProxyConfig config(int port, String more) {
    String yaml =
        """
        http:
          upstreams:
            - name: shop
              targets: ["127.0.0.1:%d"]
              try-max: 2s
          routes:
            - host: shop.test
              upstream: shop
        """
            .formatted(port);
    return Config.parse(
        Path.of("/test.yaml"),
        yaml + more.indent(2),
        node -> node.object("http", ProxyConfig::read));
  }

  Answer get(String path, String... fields) throws Exception {
    return ask("GET", path, "", fields);
  }

  Answer ask(String method, String path, String body, String... fields) throws Exception {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(method))
            .setHost("127.0.0.1")
            .setPort(edges.port())
            .setURI(path)
            .putHeader("host", "shop.test");
    for (int i = 0; i < fields.length; i += 2) {
      if (fields[i].equals("host")) {
        options.putHeader(fields[i], fields[i + 1]);
      } else {
        options.addHeader(fields[i], fields[i + 1]);
      }
    }
    return TestEdges.await(Future.future(answer -> send(options, body, answer)));
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
