package io.atoll.bench.replication;

import io.atoll.bench.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** A Kafka in a process of its own, as the platform on one machine starts it. */
final class Broker implements AutoCloseable {
  private static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-Xmx512m");
  private static final Duration START_MAX = Duration.ofSeconds(60);

  private final JavaProcess process;
  private final String bootstrap;

  private Broker(JavaProcess process, String bootstrap) {
    this.process = process;
    this.bootstrap = bootstrap;
  }

  static Broker start(String name, Path directory) {
    int port = freePort();
    String config =
        """
        region: %s
        node: broker
        data-dir: %s
        listen: 127.0.0.1:%d
        controller-port: %d
        """
            .formatted(name, directory.resolve(name), port, freePort());
    Path file = directory.resolve(name + ".yaml");
    try {
      Files.writeString(file, config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JavaProcess process =
        JavaProcess.start(
            name,
            directory,
            FLAGS,
            "io.atoll.parts.BrokerMain",
            List.of("--config", file.toString()));
    Broker broker = new Broker(process, "127.0.0.1:" + port);
    broker.awaitAnswer();
    return broker;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitAnswer() {
    long deadline = System.nanoTime() + START_MAX.toNanos();
    try (Admin admin = admin()) {
      while (true) {
        try {
          admin.listTopics().names().get();
          return;
        } catch (ExecutionException e) {
          process.requireAlive();
          if (System.nanoTime() - deadline > 0) {
            throw new IllegalStateException(
                "no answer from %s within %s".formatted(bootstrap, START_MAX), e);
          }
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  String bootstrap() {
    return bootstrap;
  }

  /** The CPU time its process has taken. */
  Duration cpu() {
    return process.usage().cpu();
  }

  Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrap));
  }

  @Override
  public void close() {
    process.close();
  }
}
