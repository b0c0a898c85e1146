package io.atoll.bench.edge;

import io.atoll.bench.Machine;
import io.atoll.bench.Rounds;
import io.atoll.bench.Table;
import io.atoll.parts.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints how many cached answers an edge gives beside others on the same cores, and how late the
 * slowest are. All run all the time; each is measured alone, in turn.
 */
final class EdgeBench {
  private static final int SMALL = 1 << 10;
  private static final int LARGE = 32 << 10;

  /** Enough for compilers to be done with the hot path. */
  private static final int WARM_UP_SECONDS = 6;

  private enum Quantity {
    SMALL_HITS("hits of 1 KB, 1/s", "%.0f"),
    LARGE_HITS("hits of 32 KB, 1/s", "%.0f"),
    LATENCY("p99 of 1 KB at the pace, ms", "%.2f"),
    HTTP2_HITS("hits of 1 KB, cleartext HTTP/2, 1/s", "%.0f"),
    TLS_HITS("hits of 1 KB, TLS, 1/s", "%.0f"),
    LARGE_TLS_HITS("hits of 32 KB, TLS, 1/s", "%.0f");

    private final String text;
    private final String format;

    Quantity(String text, String format) {
      this.text = text;
      this.format = format;
    }
  }

  private EdgeBench() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("memory")) {
      MemoryBench.main(Arrays.copyOfRange(args, 1, args.length));
    }
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    // The JDK's client sets it itself otherwise.
    System.setProperty("sun.net.http.allowRestrictedHeaders", "true");
    Path directory = Files.createTempDirectory("atoll-bench-edge");
    System.err.println("logs are in " + directory);
    Map<String, Map<Quantity, List<Double>>> measured = new LinkedHashMap<>();
    List<Server> servers = new ArrayList<>();
    try (Origin origin = Origin.start();
        RedisServer redis = RedisServer.start()) {
      Certificate certificate = Certificate.make(directory);
      for (Contestant contestant : Contestant.installed(redis.port())) {
        if (options.wants(contestant)) {
          servers.add(Server.start(contestant, directory, certificate, origin));
        }
      }
      Load load = new Load(options, directory);
      for (Server server : servers) {
        warmUp(server, load);
      }
      int filled = origin.requests();
      for (int round = 1; round <= options.rounds(); round++) {
        for (Server server : servers) {
          Map<Quantity, List<Double>> own =
              measured.computeIfAbsent(server.contestant().name(), _ -> new LinkedHashMap<>());
          measure(server, load, options.seconds(), own);
        }
      }
      if (origin.requests() != filled) {
        throw new IllegalStateException(
            "expected hits only, but the origin was asked %d times"
                .formatted(origin.requests() - filled));
      }
    } finally {
      for (Server server : servers) {
        server.close();
      }
    }
    print(options, measured);
    // Virtual threads of the origin may linger.
    System.exit(0);
  }

  private static void warmUp(Server server, Load load) throws IOException, InterruptedException {
    Contestant contestant = server.contestant();
    load.throughput(server.url(SMALL), WARM_UP_SECONDS);
    load.throughput(server.url(LARGE), WARM_UP_SECONDS / 2);
    // Under the name that h2load gives, which is another URL.
    load.p99Millis(server.ports().http(), SMALL);
    if (contestant.speaksHttp2()) {
      load.http2Throughput(server.ports().http2(), SMALL, WARM_UP_SECONDS);
    }
    if (contestant.speaksTls()) {
      load.throughput(server.tlsUrl(SMALL), WARM_UP_SECONDS / 2);
      load.throughput(server.tlsUrl(LARGE), WARM_UP_SECONDS / 2);
    }
  }

  private static void measure(
      Server server, Load load, int seconds, Map<Quantity, List<Double>> own)
      throws IOException, InterruptedException {
    Contestant contestant = server.contestant();
    note(own, Quantity.SMALL_HITS, load.throughput(server.url(SMALL), seconds));
    note(own, Quantity.LARGE_HITS, load.throughput(server.url(LARGE), seconds));
    note(own, Quantity.LATENCY, load.p99Millis(server.ports().http(), SMALL));
    if (contestant.speaksHttp2()) {
      int port = server.ports().http2();
      note(own, Quantity.HTTP2_HITS, load.http2Throughput(port, SMALL, seconds));
    }
    if (contestant.speaksTls()) {
      note(own, Quantity.TLS_HITS, load.throughput(server.tlsUrl(SMALL), seconds));
      note(own, Quantity.LARGE_TLS_HITS, load.throughput(server.tlsUrl(LARGE), seconds));
    }
  }

  private static void note(Map<Quantity, List<Double>> own, Quantity quantity, double value) {
    own.computeIfAbsent(quantity, _ -> new ArrayList<>()).add(value);
    System.err.printf("%s: %s%n", quantity.text, quantity.format.formatted(value));
  }

  private static void print(Options options, Map<String, Map<Quantity, List<Double>>> measured) {
    System.out.println(Machine.description());
    System.out.printf(
        "%d rounds of %d s, %d connections, pace %d/s; load and caches share the cores%n%n",
        options.rounds(), options.seconds(), options.connections(), options.rate());
    Table table = new Table("median (rounds)", "quantity", "value", "Atoll's ratio to it");
    Map<Quantity, List<Double>> ours = measured.getOrDefault("Atoll", Map.of());
    measured.forEach((name, quantities) ->
        quantities.forEach((quantity, values) -> {
          Rounds theirs = new Rounds(values);
          double our = new Rounds(ours.getOrDefault(quantity, values)).median();
          table.row(
              name,
              quantity.text,
              theirs.text(quantity.format),
              "%.2f".formatted(our / theirs.median()));
        }));
    System.out.println(table);
  }
}
