package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.edge.cluster.ApplierMessages;
import io.atoll.parts.KafkaBroker;
import io.atoll.parts.RedisServer;
import io.atoll.replication.ReplicatorConfig;
import io.atoll.replication.ReplicatorMain;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.admin.AdminEndpoint;
import io.atoll.runtime.app.App;
import io.atoll.runtime.app.AppConfig;
import io.atoll.runtime.app.Service;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.config.ConfigReader;
import io.atoll.runtime.json.RoutingTableJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A region of real parts: Kafka, Redis, a replicator and two edges in one Hazelcast cluster. */
class RealRegionTest {
  private static final String ADA = "/v1/kv/profiles/ada";
  private static final int ROUNDS = 1_000;
  private static final int ROUNDS_WITH_LOSS = 10;
  private static final int DEADLINE_SECONDS = 30;

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Member> processes = new ArrayList<>();
  private final int[] cluster = {freePort(), freePort(), freePort()};
  private final int[] http = {freePort(), freePort()};
  private KafkaBroker kafka;
  private RedisServer redis;

  /** What a process of the region is made of, in this JVM. */
  private record Member(Vertx vertx, AdminEndpoint admin, List<Service> services) {}

  @BeforeEach
  void start() throws Exception {
    kafka = KafkaBroker.builder(folder.resolve("kafka")).start();
    redis = RedisServer.start();
    process("replicator", cluster[0], "", ReplicatorConfig::read, ReplicatorMain::assemble);
    for (int i = 1; i <= 2; i++) {
      process("edge-" + i, cluster[i], edgeKeys(i), EdgeConfig::read, EdgeMain::assemble);
    }
    for (Member process : processes) {
      awaitReady(process);
    }
  }

  private String edgeKeys(int number) {
    return """
    listen: 127.0.0.1:%d
    controllers: ["http://127.0.0.1:1"]
    """
        .formatted(http[number - 1]);
  }

  private <C extends AppConfig> void process(
      String node, int port, String more, ConfigReader<C> reader, App.Assembly<C> assembly)
      throws Exception {
    Path state = Files.createDirectories(folder.resolve(node));
    JsonObject table = RoutingTableJson.write(TestEdges.table());
    Files.writeString(state.resolve("routing-table.json"), table.encode());
    String text =
        """
        region: us-east
        node: %s
        admin: 127.0.0.1:0
        state-dir: %s
        kafka: %s
        redis: %s:%d
        partitions: 2
        cluster:
          listen: 127.0.0.1:%d
          members: ["127.0.0.1:%d", "127.0.0.1:%d", "127.0.0.1:%d"]
        """
            .formatted(
                node,
                state,
                kafka.bootstrap(),
                redis.host(),
                redis.port(),
                port,
                cluster[0],
                cluster[1],
                cluster[2]);
    C config = Config.parse(state.resolve("config.yaml"), text + more, reader);
    Vertx vertx = within(config.vertxFactory().create(new VertxOptions()));
    AdminEndpoint admin = new AdminEndpoint(vertx, config.process().admin(), Access.loopbackOnly());
    List<Service> services = new ArrayList<>(List.of(admin));
    services.addAll(assembly.assemble(vertx, config, admin));
    processes.add(new Member(vertx, admin, services));
    for (Service service : services) {
      within(service.start());
    }
  }

  private void awaitReady(Member process) {
    HttpRequest ready =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/ready".formatted(process.admin.port())))
            .build();
    await()
        .atMost(Duration.ofSeconds(DEADLINE_SECONDS))
        .untilAsserted(() -> {
          HttpResponse<String> answer = client.send(ready, BodyHandlers.ofString());
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        });
  }

  @AfterEach
  void stop() throws Exception {
    for (Member process : processes.reversed()) {
      for (Service service : process.services.reversed()) {
        within(service.stop());
      }
      within(process.vertx.close());
    }
    redis.stop();
    kafka.close();
    client.close();
  }

  private static <T> T within(Future<T> future) throws Exception {
    return future.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private HttpRequest.Builder edge(int number) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%d%s".formatted(http[number - 1], ADA)))
        .timeout(Duration.ofSeconds(DEADLINE_SECONDS));
  }

  private HttpResponse<String> read() throws Exception {
    return client.send(edge(2).GET().build(), BodyHandlers.ofString());
  }

  private int write(int round) throws Exception {
    return client
        .send(
            edge(1).PUT(BodyPublishers.ofString("round " + round)).build(), BodyHandlers.ofString())
        .statusCode();
  }

  @Test
  void aWriteThroughOneEdgeIsReadThroughTheOthersWarmMemoryAlsoWhenMessagesAreLost()
      throws Exception {
    assertThat(write(0)).isEqualTo(201);
    int hits = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      assertThat(write(round)).as("round %d", round).isEqualTo(204);
      assertThat(read().body()).isEqualTo("round " + round);
      HttpResponse<String> warm = read();
      assertThat(warm.body()).isEqualTo("round " + round);
      hits += warm.headers().firstValue("cache-status").orElse("").equals("atoll; hit") ? 1 : 0;
    }
    assertThat(hits).as("reads from memory").isGreaterThan(ROUNDS / 2);

    loseInvalidationsOfTheSecondEdge();
    for (int round = ROUNDS + 1; round <= ROUNDS + ROUNDS_WITH_LOSS; round++) {
      long start = System.nanoTime();
      assertThat(write(round)).as("round %d", round).isEqualTo(204);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("round %d", round)
          .isLessThan(Duration.ofSeconds(1));
      assertThat(read().body()).isEqualTo("round " + round);
      assertThat(read().body()).isEqualTo("round " + round);
    }
  }

  private void loseInvalidationsOfTheSecondEdge() {
    processes
        .get(2)
        .vertx
        .eventBus()
        .addInboundInterceptor(delivery -> {
          if (!delivery.message().address().equals(ApplierMessages.invalidations("edge-2"))) {
            delivery.next();
          }
        });
  }
}
