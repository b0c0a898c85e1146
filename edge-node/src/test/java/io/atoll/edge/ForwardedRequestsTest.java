package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.region.RegionId;
import io.atoll.edge.TestGateway.Answer;
import io.atoll.edge.peer.Peer;
import io.atoll.edge.proxy.ProxyConfig;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedRequestsTest {
  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway();
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  @Test
  void bodiesGoBothWays() throws Exception {
    gateway.upstream.answer =
        request -> request.bodyHandler(body -> request.response().end(body.appendString("!")));
    String large = "x".repeat(3 << 20);

    Answer answer = gateway.ask("POST", "/echo?q=1", large);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(large + "!");
    assertThat(gateway.upstream.asked.getFirst().uri()).isEqualTo("/echo?q=1");
  }

  @Test
  void theUpstreamLearnsWhoAsksAndNothingElse() throws Exception {
    gateway.get("/a", "x-forwarded-for", "8.8.8.8", "connection", "x-hop", "x-hop", "1");

    HttpServerRequest asked = gateway.upstream.asked.getFirst();
    assertThat(asked.getHeader("host")).isEqualTo("shop.test");
    assertThat(asked.getHeader("x-forwarded-for")).isEqualTo("127.0.0.1");
    assertThat(asked.getHeader("forwarded"))
        .isEqualTo("for=127.0.0.1;proto=http;host=\"shop.test\"");
    assertThat(asked.getHeader("x-hop")).isNull();
    assertThat(asked.getHeader("via")).isEqualTo("1.1 atoll-us-east");
  }

  @Test
  void aClientThatWaitsToGoOnHearsTheUpstream() throws Exception {
    gateway.upstream.answer =
        request -> {
          request.response().writeContinue();
          request.bodyHandler(body -> request.response().end(body));
        };
    RawClient client = new RawClient(gateway.edges.port());
    client.send(
        "PUT /a HTTP/1.1\r\nhost: shop.test\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n");

    assertThat(client.head()).startsWith("HTTP/1.1 100 ");
    client.send("ok");
    assertThat(client.head()).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void anUpstreamThatRefusesABodyIsHeardBeforeItIsSent() throws Exception {
    gateway.upstream.answer = request -> request.response().setStatusCode(413).end();
    RawClient client = new RawClient(gateway.edges.port());
    client.send(
        "PUT /a HTTP/1.1\r\nhost: shop.test\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n");

    assertThat(client.head()).startsWith("HTTP/1.1 413 ");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 102, 103, 104, 199})
  void anInterimAnswerIsNeverTakenForTheFinalOne(int status) throws Exception {
    String interim = "HTTP/1.1 " + status + " Wait\r\nx-evil: 1\r\n\r\n";
    NetServer raw =
        TestEdges.await(
            gateway
                .vertx
                .createNetServer()
                .connectHandler(socket -> {
                  int[] asked = {0};
                  socket.handler(request -> {
                    for (int i = 0; i < request.toString().split("GET ", -1).length - 1; i++) {
                      asked[0]++;
                      String body = "answer " + asked[0];
                      socket.write(
                          Buffer.buffer(
                              interim + "HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n" + body));
                    }
                  });
                })
                .listen(0, "127.0.0.1"));
    TestEdges edges = edgesTo(raw.actualPort());
    RawClient client = new RawClient(edges.port());
    for (int i = 1; i <= 3; i++) {
      client.send(
          "GET /"
              + i
              + " HTTP/1.1\r\nhost: shop.test\r\n"
              + (i == 3 ? "connection: close\r\n" : "")
              + "\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ").doesNotContain("x-evil");
      assertThat(i == 3 ? client.rest() : client.bytes(8)).isEqualTo("answer " + i);
    }
    edges.close();
  }

  private static TestEdges edgesTo(int port) throws Exception {
    return new TestEdges(
        TestEdges.limits(), TestGateway.config(port, ""), Access.loopbackOnly(), 1);
  }

  @Test
  void anUpstreamThatIsDownIsSaidToBe() throws Exception {
    gateway.upstream.close();

    Answer answer = gateway.get("/a");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.cacheStatus()).isEqualTo("atoll; fwd=uri-miss; detail=upstream-down");
  }

  @Test
  void anUpstreamThatIsSilentIsGivenUp() throws Exception {
    gateway.upstream.answer = _ -> {};

    assertThat(gateway.get("/a").status()).isEqualTo(504);
  }

  @Test
  void aRequestThatWasLostWithItsConnectionIsRepeatedIfThatDoesNoHarm() throws Exception {
    int[] lost = {0};
    gateway.upstream.answer =
        request -> {
          if (lost[0]++ == 0) {
            request.connection().close();
          } else {
            request.response().end("second");
          }
        };
    assertThat(gateway.get("/a").body()).isEqualTo("second");
    lost[0] = 0;

    assertThat(gateway.ask("POST", "/a", "x").status()).isEqualTo(502);
  }

  @Test
  void aRegionWhoseUpstreamsAreDownAsksAnotherOnce() throws Exception {
    TestEdges here =
        new TestEdges(
            "eu-west",
            TestEdges.limits(),
            TestGateway.config(unusedPort(), ""),
            Access.loopbackOnly(),
            1,
            List.of(
                new Peer(
                    RegionId.of("us-east"),
                    List.of(new HostPort("127.0.0.1", gateway.edges.port())))));
    RawClient client = new RawClient(here.port());
    client.send("GET /a HTTP/1.1\r\nhost: shop.test\r\n\r\n");
    assertThat(client.head()).startsWith("HTTP/1.1 200 ");
    assertThat(gateway.upstream.asked.getFirst().getHeader("atoll-peer")).isEqualTo("eu-west");

    RawClient marked = new RawClient(here.port());
    marked.send("GET /b HTTP/1.1\r\nhost: shop.test\r\natoll-peer: ap-northeast\r\n\r\n");
    assertThat(marked.head()).startsWith("HTTP/1.1 503 ");
    here.close();
  }

  private static int unusedPort() throws Exception {
    try (ServerSocket nobody = new ServerSocket(0)) {
      return nobody.getLocalPort();
    }
  }

  @Test
  void aRequestThatComesBackIsALoop() throws Exception {
    assertThat(gateway.get("/a", "cdn-loop", "atoll-us-east").status()).isEqualTo(508);
  }

  @Test
  void theDataApiKeepsItsNameAndBareAddresses() throws Exception {
    assertThat(gateway.get("/v1/health").header("cache-status")).contains("fwd=uri-miss");
    for (String host : new String[] {"127.0.0.1", "api.atoll.test", "localhost:8080", "[::1]"}) {
      RawClient client = new RawClient(gateway.edges.port());
      client.send("GET /v1/kv/profiles/none HTTP/1.1\r\nhost: " + host + "\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 404 ");
    }
    assertThat(gateway.upstream.asked).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a HTTP/1.1\r\nhost: other.test\r\n",
        "GET /a HTTP/1.1\r\nhost: shop.test\r\nhost: shop.test\r\n",
        "GET /a HTTP/1.1\r\nhost: shop.test/x\r\n",
        "GET /a HTTP/1.1\r\nhost: a@shop.test\r\n",
        "GET /a/../b HTTP/1.1\r\nhost: shop.test\r\n",
        "GET /a/%2E%2e/b HTTP/1.1\r\nhost: shop.test\r\n",
        "GET /a\\b HTTP/1.1\r\nhost: shop.test\r\n",
        "GET /a#b HTTP/1.1\r\nhost: shop.test\r\n",
        "GET http://other.test/a HTTP/1.1\r\nhost: shop.test\r\n",
      })
  void whatTwoProgramsMightReadDifferentlyIsNotForwarded(String request) throws Exception {
    RawClient client = new RawClient(gateway.edges.port());
    client.send(request + "\r\n");

    assertThat(client.head()).matches("(?s)HTTP/1.1 4(00|21) .*");
    assertThat(gateway.upstream.asked).isEmpty();
  }

  @Test
  void anAbsoluteTargetCountsInPlaceOfHost() throws Exception {
    RawClient client = new RawClient(gateway.edges.port());
    client.send("GET http://shop.test/a?b HTTP/1.1\r\nhost: other.test\r\n\r\n");

    assertThat(client.head()).startsWith("HTTP/1.1 200 ");
    assertThat(gateway.upstream.asked.getFirst().uri()).isEqualTo("/a?b");
    assertThat(gateway.upstream.asked.getFirst().getHeader("host")).isEqualTo("shop.test");
  }

  /** 101 is an answer to who asked for it alone; what follows it is no answer to the next one. */
  @Test
  void aSwitchThatNobodyAskedForIsNoAnswerAndLeavesNoneBehind() throws Exception {
    NetServer raw =
        TestEdges.await(
            gateway
                .vertx
                .createNetServer()
                .connectHandler(socket ->
                    socket.handler(request -> {
                      String answer = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n";
                      String change =
                          "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n";
                      boolean switches = request.toString().startsWith("GET /switch ");
                      socket.write(switches ? change + answer + "evil" : answer + "good");
                    }))
                .listen(0, "127.0.0.1"));
    TestEdges edges = edgesTo(raw.actualPort());
    for (int i = 0; i < 5; i++) {
      RawClient client = new RawClient(edges.port());
      client.send("GET /switch HTTP/1.1\r\nhost: shop.test\r\nconnection: close\r\n\r\n");
      assertThat(client.rest()).startsWith("HTTP/1.1 502 ").doesNotContain("evil");
      RawClient next = new RawClient(edges.port());
      next.send("GET /" + i + " HTTP/1.1\r\nhost: shop.test\r\nconnection: close\r\n\r\n");
      assertThat(next.rest()).startsWith("HTTP/1.1 200 ").endsWith("good");
    }
    edges.close();
  }

  @Test
  void aRequestThatIsLostAgainIsNotRepeatedAThirdTime() throws Exception {
    gateway.upstream.answer = request -> request.connection().close();

    assertThat(gateway.get("/a").status()).isEqualTo(502);
    assertThat(gateway.upstream.asked).hasSize(2);
  }

  @Test
  void aRequestWithoutAnAnswerInTimeIsNotRepeated() throws Exception {
    gateway.upstream.answer = _ -> {};

    assertThat(gateway.get("/a").status()).isEqualTo(504);
    assertThat(gateway.upstream.asked).hasSize(1);
  }

  @Test
  void allTriesTogetherHaveABoundOfTheirOwn() throws Exception {
    String yaml =
        """
        http:
          upstreams:
            - {name: shop, targets: ["127.0.0.1:%d"], try-max: 10m, total-max: 500ms}
          routes:
            - {host: shop.test, upstream: shop}
        """
            .formatted(gateway.upstream.port());
    gateway.upstream.answer = _ -> {};
    TestEdges edges =
        new TestEdges(
            TestEdges.patient(),
            Config.parse(
                Path.of("/test.yaml"), yaml, node -> node.object("http", ProxyConfig::read)),
            Access.loopbackOnly(),
            1);
    RawClient client = new RawClient(edges.port());
    client.send("GET /a HTTP/1.1\r\nhost: shop.test\r\n\r\n");

    assertThat(client.head()).startsWith("HTTP/1.1 504 ");
    edges.close();
  }

  /** Or whoever makes hosts, paths and methods up fills the memory of whoever counts. */
  @Test
  void whatClientsMakeUpIsNoLabelOfAMetric() throws Exception {
    askForAnything("first");
    int meters = gateway.edges.meters.getMeters().size();

    for (int i = 0; i < 20; i++) {
      askForAnything("other" + i);
    }

    assertThat(gateway.edges.meters.getMeters()).hasSize(meters);
    assertThat(
            gateway
                .edges
                .meters
                .counter("atoll_edge_route_requests", "route", "shop.test", "outcome", "miss")
                .count())
        .isEqualTo(21);
  }

  private void askForAnything(String name) throws Exception {
    assertThat(gateway.get("/" + name).status()).isEqualTo(200);
    RawClient client = new RawClient(gateway.edges.port());
    client.send("GET / HTTP/1.1\r\nhost: " + name + ".test\r\n\r\n");
    assertThat(client.head()).startsWith("HTTP/1.1 421 ");
    RawClient inventor = new RawClient(gateway.edges.port());
    inventor.send(name.toUpperCase(Locale.ROOT) + " / HTTP/1.1\r\nhost: shop.test\r\n\r\n");
    assertThat(inventor.head()).startsWith("HTTP/1.1 200 ");
  }
}
