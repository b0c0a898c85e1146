package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import io.atoll.edge.peer.Peer;
import io.atoll.edge.proxy.ProxyConfig;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Purges in two regions, and what is said of them. */
class PurgeStatesTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final String[] AUTHORIZED = {"authorization", "Bearer " + TOKEN};

  /** Nobody listens there: the first edge of the other region is down. */
  private static final HostPort DEAD = new HostPort("127.0.0.1", 1);

  /** With connections that are silent for as long as somebody waits. */
  private static final EdgeLimits LIMITS = TestEdges.limits("idle-max", "30s", "body-max", "5s");

  private TestEdges east;
  private TestEdges west;

  @BeforeEach
  void start() throws Exception {
    east = region("us-east", 2, List.of());
    west =
        region(
            "eu-west",
            1,
            List.of(new Peer(RegionId.of("us-east"), List.of(DEAD, east.node(1).address()))));
    for (int edge = 1; edge <= 2; edge++) {
      int number = edge;
      Awaitility.await().until(() -> east.node(number).viewReadiness().ready());
    }
    Awaitility.await().until(() -> west.node(1).viewReadiness().ready());
  }

  private static TestEdges region(String name, int edges, List<Peer> peers) throws Exception {
    return new TestEdges(name, LIMITS, ProxyConfig.NONE, Access.operatorToken(TOKEN), edges, peers);
  }

  @AfterEach
  void stop() throws Exception {
    west.close();
    east.close();
  }

  /** The west's log reaches the east, again and again. */
  private void mirror() {
    east.vertx.setPeriodic(20, _ -> east.region.mirror(west.region));
  }

  private HttpResponse<String> purge(String... fields) throws Exception {
    return west.call(
        west.request(1, "/v1/purges", fields)
            .header("authorization", "Bearer " + TOKEN)
            .POST(BodyPublishers.ofString("{\"host\": \"shop.test\"}")));
  }

  private HttpResponse<String> ask(TestEdges region, String id, String... fields) throws Exception {
    return region.call(
        region
            .request(1, "/v1/purges/" + id, AUTHORIZED)
            .header("prefer", fields.length > 0 ? fields[0] : "x=y")
            .GET());
  }

  private static JsonObject region(HttpResponse<String> answer, String name) {
    return new JsonObject(answer.body())
        .getJsonArray("regions").stream()
            .map(JsonObject.class::cast)
            .filter(one -> one.getString("region").equals(name))
            .findFirst()
            .orElseThrow(() -> new AssertionError(answer.body()));
  }

  private static String id(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getString("id");
  }

  @Test
  void whoWaitsIsToldSinceWhenEveryRegionHasAppliedIt() throws Exception {
    mirror();
    Instant before = Instant.now().minusMillis(1);

    HttpResponse<String> answer = purge("prefer", "wait=20");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("preference-applied")).contains("wait=20");
    assertThat(new JsonObject(answer.body()).getBoolean("applied")).isTrue();
    for (String name : List.of("us-east", "eu-west")) {
      assertThat(region(answer, name).getString("state")).isEqualTo("applied");
      assertThat(Instant.parse(region(answer, name).getString("at")))
          .isBetween(before, Instant.now());
    }
  }

  @Test
  void whoDoesNotWaitIsToldWhatIsKnownAndAsksLaterInAnyRegion() throws Exception {
    HttpResponse<String> answer = purge();

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(answer.headers().firstValue("location")).contains("/v1/purges/" + id(answer));
    assertThat(region(answer, "eu-west").getString("state")).isEqualTo("applied");
    assertThat(region(answer, "us-east").getString("state")).isEqualTo("pending");
    HttpResponse<String> early = ask(west, id(answer));
    assertThat(early.statusCode()).isEqualTo(202);
    assertThat(region(early, "us-east").getString("state")).isEqualTo("pending");

    mirror();
    HttpResponse<String> later = ask(west, id(answer), "wait=20");
    assertThat(later.statusCode()).as(later.body()).isEqualTo(200);
    HttpResponse<String> elsewhere = ask(east, id(answer));
    assertThat(elsewhere.statusCode()).as(elsewhere.body()).isEqualTo(200);
    assertThat(region(elsewhere, "us-east").getString("at"))
        .isEqualTo(region(later, "us-east").getString("at"));
  }

  @Test
  void aRegionHasAppliedItWhenAllItsEdgesHave() throws Exception {
    mirror();
    // The other edge of the east does not hear of it, and nobody waits for longer than a lease.
    east.region.invalidationsLost = true;
    long began = System.nanoTime();

    HttpResponse<String> answer = purge("prefer", "wait=20");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(FakeRegion.LEASE_MAX.toNanos());
  }

  @Test
  void anApplierThatStandsStillLeavesItPending() throws Exception {
    west.region.applierPaused = true;
    mirror();

    HttpResponse<String> answer = purge("prefer", "wait=1");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(region(answer, "eu-west").getString("state")).isEqualTo("pending");
    assertThat(region(answer, "us-east").getString("state")).isEqualTo("applied");
  }

  @Test
  void nobodyWaitsForARegionThatWasExpelled() throws Exception {
    RegionId expelled = RegionId.of("us-east");
    west.table =
        new RoutingTable(
            west.table.version(),
            new TreeMap<>(
                Map.of(
                    expelled,
                    new RegionEntry(
                        expelled,
                        new Coordinates(1, 2),
                        RegionState.EXPELLED,
                        100,
                        List.of(),
                        "away too long"))),
            west.table.namespaces());

    HttpResponse<String> answer = purge("prefer", "wait=20");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(region(answer, "us-east").getString("state")).isEqualTo("expelled");
  }

  @Test
  void aRegionWhoseEdgesAreSilentIsPendingAndSaysWhy() throws Exception {
    east.close();

    HttpResponse<String> answer = purge("prefer", "wait=1");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(region(answer, "us-east").getString("state")).isEqualTo("pending");
    assertThat(region(answer, "us-east").getString("reason")).contains("did not say");
    east = region("us-east", 1, List.of());
  }

  @Test
  void anIdThatNoEdgeMadeIsUnknownAndOnlyOperatorsAsk() throws Exception {
    String id = id(purge());
    char changed = id.charAt(20) == 'A' ? 'B' : 'A';
    String forged = id.substring(0, 20) + changed + id.substring(21);

    assertThat(ask(west, forged).statusCode()).isEqualTo(404);
    assertThat(ask(west, "x/y").statusCode()).isEqualTo(404);
    assertThat(west.get("/v1/purges/" + forged + "/here").statusCode()).isEqualTo(404);
    assertThat(west.get("/v1/purges/" + id).statusCode()).isEqualTo(401);
    assertThat(west.delete("/v1/purges/" + id).statusCode()).isEqualTo(405);
  }
}
