package io.atoll.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.dns.answer.Answerer;
import io.atoll.dns.answer.RegionMeters;
import io.atoll.dns.geo.GeoDatabase;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Prefixes;
import io.atoll.dns.routing.Tables;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Name servers that ask each other, over sockets. */
class PeersTest {
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Answerer own = answerer();
  private final List<Peers> started = new ArrayList<>();

  private static Answerer answerer() {
    return new Answerer(
        new Locator(new Prefixes<>(List.of()), GeoDatabase.bundled()),
        Tables.EU_WEST,
        new RegionMeters(new SimpleMeterRegistry()),
        Zones.rules(),
        System::nanoTime);
  }

  @AfterEach
  void stop() throws Exception {
    for (Peers peers : started) {
      peers.stop().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private URI serve(Router router) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  private URI nameServer(String name) throws Exception {
    Router router = Router.router(vertx);
    new RatesRoute(name, answerer()).mount(router);
    return serve(router);
  }

  private URI saying(String body) throws Exception {
    Router router = Router.router(vertx);
    router.route().handler(context -> context.end(body));
    return serve(router);
  }

  private void ask(List<URI> peers) throws Exception {
    Peers asking = new Peers(vertx, "eu-west/dns", peers, own.heard(), meters);
    started.add(asking);
    asking.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private double polls(String outcome) {
    return meters.get("atoll_dns_peer_polls_total").tag("outcome", outcome).counter().count();
  }

  private double heard() {
    return meters.get("atoll_dns_peers_heard").gauge().value();
  }

  @Test
  void othersAreHeardWhileOneHangsOrIsDeadOrTalksNonsense() throws Exception {
    Router hanging = Router.router(vertx);
    hanging.route().handler(_ -> {});
    List<URI> nonsense =
        List.of(
            saying("no JSON"),
            saying("{}"),
            saying("{\"server\":\"x\",\"age-ms\":-1,\"given\":[],\"regions\":[]}"),
            saying(
                "{\"server\":\"x\",\"age-ms\":1,\"given\":[],\"regions\":[{\"id\":\"eu-west\",\"answers-per-second\":-5,\"due-per-second\":1}]}"),
            saying(" ".repeat(2 << 20)));
    List<URI> peers = new ArrayList<>(nonsense);
    peers.add(URI.create("http://127.0.0.1:1"));
    peers.add(serve(hanging));
    peers.add(nameServer("us-east/dns"));
    ask(peers);
    await().atMost(Duration.ofSeconds(30)).until(() -> heard() == 1 && polls("failed") >= 7);
    assertThat(polls("heard")).isPositive();
  }

  @Test
  void aNameServerDoesNotTakeItselfForAnother() throws Exception {
    ask(List.of(nameServer("eu-west/dns")));
    await().atMost(Duration.ofSeconds(30)).until(() -> polls("failed") >= 1);
    assertThat(heard()).isZero();
  }
}
