package io.atoll.bench.edge;

import io.atoll.bench.Usage;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** A contestant's processes while they run. */
final class Server implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(60);

  private final Contestant contestant;
  private final Process process;
  private final Ports ports;

  private Server(Contestant contestant, Process process, Ports ports) {
    this.contestant = contestant;
    this.process = process;
    this.ports = ports;
  }

  /** Returns when it answers. */
  static Server start(Contestant contestant, Path all, Certificate certificate, Origin origin)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(all.resolve(contestant.name().replace(" ", "-")));
    Ports ports = Ports.three();
    if (contestant instanceof Contestant.Atoll) {
      ports = ports.shared();
    }
    Process process =
        new ProcessBuilder(contestant.prepare(directory, ports, certificate, origin.port()))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.log").toFile())
            .start();
    Server server = new Server(contestant, process, ports);
    long deadline = System.nanoTime() + START_MAX.toNanos();
    while (!server.answers("/1")) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        server.close();
        throw new IllegalStateException(
            "%s does not answer; see %s".formatted(contestant.name(), directory));
      }
      Thread.sleep(50);
    }
    return server;
  }

  Ports ports() {
    return ports;
  }

  /** The CPU time that its processes have taken so far. */
  Duration cpu() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(handle -> Usage.of(handle.pid()).cpu())
        .reduce(Duration.ZERO, Duration::plus);
  }

  void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "%s ended with status %d".formatted(contestant.name(), process.exitValue()));
    }
  }

  String url(String path) {
    return "http://127.0.0.1:%d%s".formatted(ports.http(), path);
  }

  String url(int size) {
    return "http://127.0.0.1:%d/%d".formatted(ports.http(), size);
  }

  String tlsUrl(int size) {
    return "https://127.0.0.1:%d/%d".formatted(ports.tls(), size);
  }

  Contestant contestant() {
    return contestant;
  }

  private boolean answers(String path) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + ports.http() + path);
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(5000);
      // Only Atoll cares which host is asked for; Java sends its own unless told otherwise.
      connection.setRequestProperty("Host", Load.HOST);
      return connection.getResponseCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    // What they would still write is of no interest.
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
