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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes that are answered when another region has them too. */
class RemoteDurabilityTest {
  private static final String ADA = "/v1/kv/profiles/ada";
  private static final String HITS = "/v1/counters/hits/home";
  private static final String DURABILITY = "atoll-durability";

  /** Nobody listens there: the first edge of the other region is down. */
  private static final HostPort DEAD = new HostPort("127.0.0.1", 1);

  private TestEdges east;
  private TestEdges west;

  @BeforeEach
  void start() throws Exception {
    east = region("us-east", List.of());
    west =
        region(
            "eu-west",
            List.of(new Peer(RegionId.of("us-east"), List.of(DEAD, east.node(1).address()))));
  }

  private static TestEdges region(String name, List<Peer> peers) throws Exception {
    return new TestEdges(
        name, TestEdges.limits(), ProxyConfig.NONE, Access.loopbackOnly(), 1, peers);
  }

  @AfterEach
  void stop() throws Exception {
    west.close();
    east.close();
  }

  /** The west's log reaches the east, again and again. */
  private void mirror() {
    east.vertx.setPeriodic(
        TestEdges.REMOTE_WAIT.toMillis() / 20, _ -> east.region.mirror(west.region));
  }

  private HttpResponse<String> add(String idempotencyKey) throws Exception {
    return west.call(
        west.request(1, HITS, DURABILITY, "remote", "idempotency-key", idempotencyKey)
            .POST(BodyPublishers.ofString("{\"delta\":1}")));
  }

  @Test
  void aRemoteWriteIsAnsweredOnceAnotherRegionHasIt() throws Exception {
    mirror();

    HttpResponse<String> put = west.put(ADA, "1", DURABILITY, "remote");

    assertThat(put.statusCode()).isEqualTo(201);
    assertThat(east.get(ADA).body()).isEqualTo("1");
    assertThat(west.meters.get("atoll_edge_remote_wait_seconds").timer().count()).isEqualTo(1);
  }

  @Test
  void whatNoOtherRegionConfirmsIsSavedAndSaysSo() throws Exception {
    HttpResponse<String> late = add("attempt-1");

    assertThat(late.statusCode()).isEqualTo(504);
    assertThat(new JsonObject(late.body()).getString("type"))
        .isEqualTo("urn:atoll:problem:not-confirmed-in-time");
    assertThat(late.body()).contains("saved in this region", "Idempotency-Key", "eu-west~life-1/");
    assertThat(west.get(HITS).body()).isEqualTo("{\"value\":1}");
    assertThat(west.meters.get("atoll_edge_remote_late").counter().count()).isEqualTo(1);

    mirror();
    HttpResponse<String> repeated = add("attempt-1");

    assertThat(repeated.statusCode()).isEqualTo(200);
    assertThat(repeated.body()).isEqualTo("{\"value\":1}");
    assertThat(east.get(HITS).body()).isEqualTo("{\"value\":1}");
  }

  @Test
  void aRegionThatWasExpelledConfirmsNothing() throws Exception {
    mirror();
    RegionId expelled = RegionId.of("us-east");
    RoutingTable before = west.table;
    west.table =
        new RoutingTable(
            before.version(),
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
            before.namespaces());

    HttpResponse<String> refused = west.put(ADA, "1", DURABILITY, "remote");

    assertThat(new JsonObject(refused.body()).getString("detail"))
        .contains("knows none that is not expelled");
    west.table = before;
    assertThat(west.put(ADA, "1", DURABILITY, "remote").statusCode()).isEqualTo(201);
  }

  @Test
  void localWritesWaitForNobody() throws Exception {
    assertThat(west.put(ADA, "1", DURABILITY, "local").statusCode()).isEqualTo(201);
    assertThat(west.put(ADA, "2").statusCode()).isEqualTo(204);
    assertThat(west.meters.get("atoll_edge_remote_wait_seconds").timer().count()).isZero();
  }

  @Test
  void manyRemoteWritesAtOnceAreAllConfirmed() throws Exception {
    mirror();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 48; i++) {
        String path = "/v1/kv/profiles/user-" + i;
        Callable<Integer> write = () -> west.put(path, "x", DURABILITY, "remote").statusCode();
        answers.add(clients.submit(write));
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isEqualTo(201);
      }
    }
    for (int i = 0; i < 48; i++) {
      assertThat(east.get("/v1/kv/profiles/user-" + i).body()).isEqualTo("x");
    }
  }

  @Test
  void aRegionSaysWhetherItHasWhatATokenIsAbout() throws Exception {
    String token = west.put(ADA, "1").headers().firstValue("atoll-session").orElseThrow();

    assertThat(west.get("/v1/session", "atoll-session", token).statusCode()).isEqualTo(204);
    assertThat(east.get("/v1/session", "atoll-session", token).statusCode()).isEqualTo(503);
    assertThat(east.get("/v1/session", "atoll-session", "x").statusCode()).isEqualTo(400);
    assertThat(east.get("/v1/session").statusCode()).isEqualTo(400);
  }
}
