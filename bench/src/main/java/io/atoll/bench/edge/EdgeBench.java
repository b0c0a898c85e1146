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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Prints how many cached answers an edge gives beside others on the same cores, and how late the
 * slowest are. All run all the time; each is measured alone, in turn.
 */
final class EdgeBench {
  private static final String OURS = "Atoll";
  private static final int VALUE_BYTES = 1 << 10;

  /** Compilers are through with a path when slices of load are not faster than those before. */
  private static final int SLICE_SECONDS = 3;

  private static final double FASTER = 1.05;
  private static final int FLAT_SLICES = 2;
  private static final int SLICES_MAX = 30;

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
      putValue(edge.url(Quantity.VALUE));
      Load load = new Load(options, directory);
      List<Quantity> hits = quantities(false);
      for (Quantity quantity : hits) {
        warmUp(quantity, servers, load);
      }
      int filled = origin.requests();
      takeTurns(hits, servers, load, measured);
      if (origin.requests() != filled) {
        throw new IllegalStateException(
            "expected hits only, but the origin was asked %d times"
                .formatted(origin.requests() - filled));
      }
      List<Quantity> misses = quantities(true);
      for (Quantity quantity : misses) {
        warmUp(quantity, servers, load);
      }
      takeTurns(misses, servers, load, measured);
    } finally {
      for (Server server : servers) {
        server.close();
      }
    }
    print(options, measured);
    // Virtual threads of the origin may linger.
    System.exit(0);
  }

  private static List<Quantity> quantities(boolean ofMisses) {
    return Stream.of(Quantity.values())
        .filter(quantity -> quantity.isOfMisses() == ofMisses)
        .toList();
  }

  private static void putValue(String url) throws IOException {
    HttpURLConnection put = (HttpURLConnection) URI.create(url).toURL().openConnection();
    put.setRequestMethod("PUT");
    put.setDoOutput(true);
    put.getOutputStream().write(new byte[VALUE_BYTES]);
    if (put.getResponseCode() / 100 != 2) {
      throw new IllegalStateException("PUT %s: %d".formatted(url, put.getResponseCode()));
    }
  }

  private static void warmUp(Quantity quantity, List<Server> servers, Load load)
      throws IOException, InterruptedException {
    for (Server server : servers) {
      if (quantity.isOf(server.contestant())) {
        double best = quantity.measure(server, load, SLICE_SECONDS);
        int slices = 1;
        int flat = 0;
        while (flat < FLAT_SLICES && slices < SLICES_MAX) {
          double next = quantity.measure(server, load, SLICE_SECONDS);
          slices++;
          flat = quantity.gain(next, best) > FASTER ? 0 : flat + 1;
          best = quantity.gain(next, best) > 1 ? next : best;
        }
        System.err.printf(
            "%s, %s: warm after %d slices: %s%n",
            server.contestant().name(), quantity.text, slices, quantity.format.formatted(best));
      }
    }
  }

  /** Contestants are measured one right after the other; every other round the other way round. */
  private static void takeTurns(
      List<Quantity> quantities,
      List<Server> servers,
      Load load,
      Map<String, Map<Quantity, List<Double>>> measured)
      throws IOException, InterruptedException {
    for (int round = 1; round <= load.options().rounds(); round++) {
      for (Quantity quantity : quantities) {
        for (Server server : round % 2 == 1 ? servers : servers.reversed()) {
          if (quantity.isOf(server.contestant())) {
            String name = server.contestant().name();
            double value = quantity.measure(server, load, load.options().seconds());
            System.err.printf(
                "%s, %s: %s%n", name, quantity.text, quantity.format.formatted(value));
            measured
                .computeIfAbsent(name, _ -> new EnumMap<>(Quantity.class))
                .computeIfAbsent(quantity, _ -> new ArrayList<>())
                .add(value);
          }
        }
      }
    }
  }

  private static void print(Options options, Map<String, Map<Quantity, List<Double>>> measured) {
    System.out.println(Machine.description());
    System.out.printf(
        "%d rounds of %d s, %d connections, pace %d/s; load and caches share the cores%n%n",
        options.rounds(), options.seconds(), options.connections(), options.rate());
    Table table =
        new Table("contestant", "quantity", "median (rounds)", "Atoll's ratio to it", "by round");
    Map<Quantity, List<Double>> ours = measured.getOrDefault(OURS, Map.of());
    measured.forEach((name, quantities) ->
        quantities.forEach((quantity, values) -> {
          Rounds theirs = new Rounds(values);
          List<Double> our = ours.getOrDefault(quantity, values);
          boolean compared = !name.equals(OURS);
          List<String> byRound = new ArrayList<>();
          for (int i = 0; i < values.size(); i++) {
            byRound.add("%.2f".formatted(our.get(i) / values.get(i)));
          }
          table.row(
              name,
              quantity.text,
              theirs.text(quantity.format),
              compared ? "%.2f".formatted(new Rounds(our).median() / theirs.median()) : "",
              compared ? String.join(" ", byRound) : "");
        }));
    System.out.println(table);
  }
}
