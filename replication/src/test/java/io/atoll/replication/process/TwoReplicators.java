package io.atoll.replication.process;

import io.atoll.core.operation.Key;
import io.atoll.parts.FreePort;
import io.atoll.parts.RedisServer;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Merged;
import io.atoll.replication.redis.RedisLink;
import io.atoll.replication.redis.RedisView;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A source region's broker, and a region with a broker, a Redis and two replicators: every one a
 * process, but Redis, which is one anyway.
 */
final class TwoReplicators implements AutoCloseable {
  static final int PARTITIONS = 4;
  private static final String SOURCE = "us-east";
  private static final String TARGET = "eu-west";

  final KillableProcess sourceBroker;
  final KillableProcess targetBroker;
  final List<KillableProcess> replicators = new ArrayList<>();
  final String sourceBootstrap;
  final String targetBootstrap;
  private final List<String> admins = new ArrayList<>();
  private final RedisServer redis = RedisServer.start();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

  TwoReplicators(Path directory) {
    sourceBootstrap = address();
    targetBootstrap = address();
    sourceBroker = broker(directory, SOURCE, sourceBootstrap);
    targetBroker = broker(directory, TARGET, targetBootstrap);
    List<String> members = List.of(address(), address());
    for (int i = 0; i < 2; i++) {
      admins.add(address());
      replicators.add(replicator(directory, i, members));
    }
  }

  private static KillableProcess broker(Path directory, String region, String listen) {
    return new KillableProcess(
        "io.atoll.parts.BrokerMain",
        directory.resolve(region + ".yaml"),
        """
        region: %s
        node: broker
        data-dir: %s
        listen: %s
        controller-port: %d
        """
            .formatted(region, directory.resolve(region), listen, FreePort.on("127.0.0.1")));
  }

  private KillableProcess replicator(Path directory, int number, List<String> members) {
    return new KillableProcess(
        "io.atoll.replication.ReplicatorMain",
        directory.resolve("replicator-%d.yaml".formatted(number)),
        """
        region: %s
        node: replicator-%d
        admin: %s
        state-dir: %s
        kafka: %s
        redis: %s:%d
        partitions: %d
        cluster:
          listen: %s
          members: %s
        sources:
          - region: %s
            kafka: %s
        """
            .formatted(
                TARGET,
                number,
                admins.get(number),
                directory.resolve("replicator-" + number),
                targetBootstrap,
                redis.host(),
                redis.port(),
                PARTITIONS,
                members.get(number),
                members,
                SOURCE,
                sourceBootstrap));
  }

  private static String address() {
    return "127.0.0.1:" + FreePort.on("127.0.0.1");
  }

  static String mirrorTopic() {
    return "atoll.mirror." + SOURCE;
  }

  /** What a replicator says of itself; nothing if it doesn't answer. */
  Optional<JsonObject> status(int replicator) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://%s/v1/replication/status".formatted(admins.get(replicator))))
            .timeout(Duration.ofSeconds(1))
            .build();
    try {
      return Optional.of(
          new JsonObject(http.send(request, HttpResponse.BodyHandlers.ofString()).body()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether it has the link to the source, and hears from it. */
  boolean hasRunningLink(int replicator) {
    return objects(replicator, "links").anyMatch(link -> link.getString("state").equals("running"));
  }

  /** How many partitions it applies, replay over. */
  long runningPartitions(int replicator) {
    return objects(replicator, "partitions")
        .filter(partition -> partition.getString("state").equals("running"))
        .count();
  }

  boolean isCaughtUp() {
    return runningPartitions(0) + runningPartitions(1) == PARTITIONS
        && IntStream.range(0, 2)
            .allMatch(replicator ->
                objects(replicator, "partitions")
                    .allMatch(partition -> partition.getLong("lagRecords") == 0));
  }

  /** What the target's view holds under these keys. */
  Map<Key, Merged> view(List<Key> keys) {
    Vertx vertx = Vertx.vertx();
    RedisLink link = new RedisLink(vertx, redis.uri(), Duration.ofSeconds(2));
    RedisView view = new RedisView(link, PARTITIONS);
    Map<Key, Merged> values = new HashMap<>();
    for (Key key : keys) {
      Cell cell = view.read(CellName.of(key)).await().cell();
      if (cell != null) {
        values.put(key, cell.value());
      }
    }
    link.close().await();
    vertx.close().await();
    return values;
  }

  private Stream<JsonObject> objects(int replicator, String name) {
    return status(replicator)
        .map(status ->
            status.getJsonArray(name, new JsonArray()).stream().map(JsonObject.class::cast))
        .orElseGet(Stream::empty);
  }

  @Override
  public void close() {
    http.close();
    replicators.forEach(KillableProcess::close);
    targetBroker.close();
    sourceBroker.close();
    redis.close();
  }
}
