package io.atoll.bench.edge;

import io.atoll.bench.Machine;
import io.atoll.bench.Region;
import io.atoll.bench.Rounds;
import io.atoll.bench.Table;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

  /** Of the data API. */
  private static final String VALUE = "/v1/kv/profiles/bench";

  /** Enough for compilers to be done with the hot path. */
  private static final int WARM_UP_SECONDS = 6;

  private enum Quantity {
    SMALL_HITS("hits of 1 KB, 1/s", "%.0f"),
    LARGE_HITS("hits of 32 KB, 1/s", "%.0f"),
    LATENCY("p99 of 1 KB at the pace, ms", "%.2f"),
    HTTP2_HITS("hits of 1 KB, cleartext HTTP/2, 1/s", "%.0f"),
    TLS_HITS("hits of 1 KB, TLS, 1/s", "%.0f"),
    LARGE_TLS_HITS("hits of 32 KB, TLS, 1/s", "%.0f"),
    DATA_HITS("hits of 1 KB, data API, 1/s", "%.0f"),
    STORED_CPU("CPU per miss that is stored, us", "%.1f"),
    PASSED_CPU("CPU per answer passed through, us", "%.1f");

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
        Region region = Region.start(directory)) {
      Certificate certificate = Certificate.make(directory);
      for (Contestant contestant : Contestant.installed(region)) {
        if (options.wants(contestant)) {
          servers.add(Server.start(contestant, directory, certificate, origin));
        }
      }
      Server edge = servers.getFirst();
      region.awaitReady(edge.ports().http(), edge::requireAlive);
      putValue(edge.url(VALUE));
      Load load = new Load(options, directory);
      List<Server> hitting =
          servers.stream().filter(server -> !server.contestant().isForMissesOnly()).toList();
      for (Server server : hitting) {
        warmUp(server, load);
      }
      int filled = origin.requests();
      for (int round = 1; round <= options.rounds(); round++) {
        for (Server server : hitting) {
          measure(server, load, options.seconds(), own(measured, server));
        }
      }
      if (origin.requests() != filled) {
        throw new IllegalStateException(
            "expected hits only, but the origin was asked %d times"
                .formatted(origin.requests() - filled));
      }
      for (Server server : servers) {
        warmUpMisses(server, load);
      }
      for (int round = 1; round <= options.rounds(); round++) {
        for (Server server : servers) {
          measureMisses(server, load, options.seconds(), own(measured, server));
        }
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

  private static Map<Quantity, List<Double>> own(
      Map<String, Map<Quantity, List<Double>>> measured, Server server) {
    return measured.computeIfAbsent(server.contestant().name(), _ -> new LinkedHashMap<>());
  }

  private static void putValue(String url) throws IOException {
    HttpURLConnection put = (HttpURLConnection) URI.create(url).toURL().openConnection();
    put.setRequestMethod("PUT");
    put.setDoOutput(true);
    put.getOutputStream().write(new byte[SMALL]);
    if (put.getResponseCode() / 100 != 2) {
      throw new IllegalStateException("PUT %s: %d".formatted(url, put.getResponseCode()));
    }
  }

  private static void warmUpMisses(Server server, Load load)
      throws IOException, InterruptedException {
    // A miss takes many more paths than a hit, which compilers are through with much later.
    int times = server.contestant() instanceof Contestant.Atoll ? 5 : 2;
    load.fresh(server.url(Origin.STORED + SMALL), times * WARM_UP_SECONDS);
    load.same(server.url(Origin.PASSED + SMALL), 2 * WARM_UP_SECONDS);
  }

  private static void measureMisses(
      Server server, Load load, int seconds, Map<Quantity, List<Double>> own)
      throws IOException, InterruptedException {
    Duration before = server.cpu();
    long stored = load.fresh(server.url(Origin.STORED + SMALL), seconds).count();
    Duration between = server.cpu();
    note(own, Quantity.STORED_CPU, micros(between.minus(before)) / stored);
    long passed = load.same(server.url(Origin.PASSED + SMALL), seconds).count();
    note(own, Quantity.PASSED_CPU, micros(server.cpu().minus(between)) / passed);
  }

  private static double micros(Duration duration) {
    return duration.toNanos() / 1e3;
  }

  private static void warmUp(Server server, Load load) throws IOException, InterruptedException {
    Contestant contestant = server.contestant();
    load.throughput(server.url(SMALL), WARM_UP_SECONDS);
    load.throughput(server.url(LARGE), WARM_UP_SECONDS);
    // Under the name that h2load gives, which is another URL.
    load.p99Millis(server.ports().http(), SMALL);
    if (contestant.speaksHttp2()) {
      load.http2Throughput(server.ports().http2(), SMALL, WARM_UP_SECONDS);
    }
    if (contestant.speaksTls()) {
      load.throughput(server.tlsUrl(SMALL), WARM_UP_SECONDS / 2);
      load.throughput(server.tlsUrl(LARGE), WARM_UP_SECONDS / 2);
    }
    if (contestant instanceof Contestant.Atoll) {
      load.dataThroughput(server.url(VALUE), WARM_UP_SECONDS);
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
    if (contestant instanceof Contestant.Atoll) {
      note(own, Quantity.DATA_HITS, load.dataThroughput(server.url(VALUE), seconds));
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
