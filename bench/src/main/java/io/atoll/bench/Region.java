package io.atoll.bench;

import io.atoll.parts.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One region, each part in a process of its own, as the platform on one machine starts them. Its
 * edge takes its namespaces from a routing table on disk, as it would with every controller dead.
 */
public final class Region implements AutoCloseable {
  public static final int PARTITIONS = 4;

  private static final Duration START_MAX = Duration.ofSeconds(90);

  /** Of the JVMs of all parts. */
  public static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-modules=java.se",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.management/sun.management=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

  /** A process and what it is called. */
  public enum Part {
    KAFKA,
    REDIS,
    REPLICATOR,
    EDGE
  }

  private final Path directory;
  private final RedisServer redis;
  private final int kafkaPort = freePort();
  private final int edgePort = freePort();
  private final JavaProcess kafka;
  private final JavaProcess replicator;
  private final int firstMember = freePort();
  private @Nullable JavaProcess edge;

  private Region(Path directory) {
    this.directory = directory;
    redis = RedisServer.start();
    kafka =
        start(
            "kafka",
            "512m",
            "io.atoll.parts.BrokerMain",
            """
            region: bench
            node: kafka
            data-dir: %s
            listen: 127.0.0.1:%d
            controller-port: %d
            """
                .formatted(directory.resolve("kafka"), kafkaPort, freePort()));
    replicator =
        start(
            "replicator",
            "256m",
            "io.atoll.replication.ReplicatorMain",
            common("replicator", firstMember) + "sources: []\n");
  }

  /** All but the edge. */
  public static Region start(Path directory) {
    return new Region(directory);
  }

  /** Starts its edge, and returns when that reads and writes. */
  public void startEdge(String heap) {
    JavaProcess started =
        start("edge", heap, "io.atoll.edge.EdgeMain", edgeConfig("edge", edgePort));
    edge = started;
    awaitReady(edgePort, started::requireAlive);
  }

  /** The configuration of an edge that listens on this port of loopback. */
  public String edgeConfig(String node, int port) {
    writeTable(node);
    return common(node, freePort())
        + "listen: 127.0.0.1:%d\ncontrollers: [\"http://127.0.0.1:%d\"]\n"
            .formatted(port, freePort())
        + "sessions: {keys: \"%s\"}\n".formatted(sessionKeys());
  }

  private JavaProcess start(String name, String heap, String mainClass, String config) {
    Path file = directory.resolve(name + ".yaml");
    try {
      Files.writeString(file, config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> flags = new ArrayList<>(FLAGS);
    flags.add("-Xmx" + heap);
    return JavaProcess.start(
        name, directory, flags, mainClass, List.of("--config", file.toString()));
  }

  private String common(String node, int member) {
    return """
    region: bench
    node: %s
    admin: 127.0.0.1:%d
    state-dir: %s
    kafka: 127.0.0.1:%d
    redis: 127.0.0.1:%d
    partitions: %d
    cluster: {listen: "127.0.0.1:%d", members: ["127.0.0.1:%d"]}
    """
        .formatted(
            node,
            freePort(),
            directory.resolve(node),
            kafkaPort,
            redis.port(),
            PARTITIONS,
            member,
            firstMember);
  }

  private Path sessionKeys() {
    try {
      return Files.writeString(directory.resolve("session.keys"), "A".repeat(43));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeTable(String node) {
    try {
      Path state = Files.createDirectories(directory.resolve(node));
      Files.writeString(
          state.resolve("routing-table.json"),
          """
          {"version": "1", "regions": [],
           "namespaces": [{"name": "profiles", "kind": "register"},
                          {"name": "hits", "kind": "counter"}]}
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until an edge reads and writes; of its controllers it hears nothing.
   *
   * @param requireAlive fails if the edge has ended
   */
  public void awaitReady(int port, Runnable requireAlive) {
    long deadline = System.nanoTime() + START_MAX.toNanos();
    while (!isReady(port)) {
      requireAlive.run();
      replicator.requireAlive();
      kafka.requireAlive();
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "the edge is not ready after %s; see the logs in %s".formatted(START_MAX, directory));
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static boolean isReady(int port) {
    try {
      HttpURLConnection probe =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:%d/v1/health".formatted(port)).toURL().openConnection();
      probe.setConnectTimeout(500);
      probe.setReadTimeout(2_000);
      return probe.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int edgePort() {
    return edgePort;
  }

  public int redisPort() {
    return redis.port();
  }

  public String kafka() {
    return "127.0.0.1:" + kafkaPort;
  }

  /** The CPU time that a part has taken. */
  public Duration cpu(Part part) {
    return switch (part) {
      case KAFKA -> kafka.usage().cpu();
      case REDIS -> Usage.of(redis.pid()).cpu();
      case REPLICATOR -> replicator.usage().cpu();
      case EDGE -> Objects.requireNonNull(edge, "no edge").usage().cpu();
    };
  }

  @Override
  public void close() {
    if (edge != null) {
      edge.close();
    }
    replicator.close();
    kafka.close();
    redis.close();
  }
}
