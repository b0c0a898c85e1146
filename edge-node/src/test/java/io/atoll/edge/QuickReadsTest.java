package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.HybridTimestamp;
import java.util.List;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads that are answered before they become exchanges, beside those that are not. */
class QuickReadsTest {
  private static final String ADA = "/v1/kv/profiles/ada";
  private static final String HIT = "cache-status: atoll; hit";

  /** Asks for the full way round, and for nothing that changes the answer. */
  private static final String IN_FULL = "cache-control: max-age=1000000";

  private TestEdges edges;

  @BeforeEach
  void start() throws Exception {
    edges = TestEdges.start();
    Awaitility.await().until(() -> edges.node(1).viewReadiness().ready());
    edges.put(ADA, "hello", "content-type", "text/plain");
    Awaitility.await()
        .until(() ->
            edges.get(ADA).headers().firstValue("cache-status").orElse("").contains("atoll; hit"));
  }

  @AfterEach
  void stop() throws Exception {
    edges.close();
  }

  private static String get(String path, String... lines) {
    String more = lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n";
    return "GET " + path + " HTTP/1.1\r\nhost: 127.0.0.1\r\n" + more + "\r\n";
  }

  private static List<String> lines(String head) {
    return head.lines().filter(line -> !line.startsWith("date:")).sorted().toList();
  }

  private double hits() {
    return edges.meters.get("atoll_edge_l1_hits").counter().count();
  }

  @Test
  void aReadyAnswerSaysAllThatAnotherHitSays() throws Exception {
    RawClient client = new RawClient(edges.port());

    String quick = client.send(get(ADA)).head();
    assertThat(client.bytes(5)).isEqualTo("hello");
    String full = client.send(get(ADA, IN_FULL)).head();

    assertThat(quick).contains(HIT, "etag: \"", "content-type: text/plain", "atoll-session: ");
    assertThat(lines(quick)).containsExactlyInAnyOrderElementsOf(lines(full));
  }

  @Test
  void aWriteIsSeenByTheNextReadHoweverQuick() throws Exception {
    RawClient client = new RawClient(edges.port());
    for (int i = 10; i < 40; i++) {
      assertThat(edges.put(ADA, "v" + i).statusCode()).isEqualTo(204);

      for (int again = 0; again < 3; again++) {
        assertThat(client.send(get(ADA)).head()).contains(" 200 ");
        assertThat(client.bytes(3)).isEqualTo("v" + i);
      }
    }
  }

  @Test
  void hitsAreCountedOnce() throws Exception {
    RawClient client = new RawClient(edges.port());
    double before = hits();

    for (int i = 0; i < 5; i++) {
      client.send(get(ADA)).head();
      client.bytes(5);
    }

    assertThat(hits() - before).isEqualTo(5);
  }

  @Test
  void aDeletedValueIsNotThere() throws Exception {
    assertThat(edges.delete(ADA).statusCode()).isLessThan(300);

    assertThat(new RawClient(edges.port()).send(get(ADA)).head()).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void aNamespaceThatANewTableLacksIsNotReadFromMemory() throws Exception {
    RawClient client = new RawClient(edges.port());
    RoutingTable former = edges.table;
    assertThat(client.send(get(ADA)).head()).contains(" 200 ");
    client.bytes(5);

    edges.table = new RoutingTable(HybridTimestamp.of(2, 0), former.regions(), new TreeMap<>());
    assertThat(new RawClient(edges.port()).send(get(ADA)).head()).startsWith("HTTP/1.1 404 ");
    edges.table = new RoutingTable(HybridTimestamp.of(3, 0), former.regions(), former.namespaces());
    assertThat(client.send(get(ADA)).head()).contains(" 200 ", HIT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ADA + "?x=1 400",
        "/v1/counters/profiles/ada 409",
        "/v1/kv/nobody/ada 404",
        "/v1/kv/profiles/ada/../ada 400"
      })
  void whatIsRefusedIsRefusedHere(String pathAndStatus) throws Exception {
    String[] parts = pathAndStatus.split(" ", -1);

    assertThat(new RawClient(edges.port()).send(get(parts[0])).head())
        .startsWith("HTTP/1.1 " + parts[1] + " ");
  }

  @Test
  void aTokenThatIsNotKnownIsRefused() throws Exception {
    assertThat(new RawClient(edges.port()).send(get(ADA, "authorization: Bearer nobody's")).head())
        .startsWith("HTTP/1.1 401 ");
  }

  @Test
  void aSessionIsHeldInFull() throws Exception {
    RawClient client = new RawClient(edges.port());
    String token =
        client
            .send(get(ADA))
            .head()
            .lines()
            .filter(line -> line.startsWith("atoll-session: "))
            .findFirst()
            .orElseThrow();
    client.bytes(5);

    assertThat(client.send(get(ADA, token)).head()).contains(HIT, token);
    client.bytes(5);
    assertThat(client.send(get(ADA, "atoll-session: forged")).head()).startsWith("HTTP/1.1 400 ");
  }
}
