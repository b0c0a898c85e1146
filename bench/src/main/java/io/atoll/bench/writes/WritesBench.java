package io.atoll.bench.writes;

import io.atoll.bench.Machine;
import io.atoll.bench.Region;
import io.atoll.bench.Rounds;
import io.atoll.bench.Table;
import io.atoll.bench.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Prints what writes through an edge cost beside writes sent straight to its Kafka and Redis. */
final class WritesBench {
  static final int KEYS = 10_000;
  static final byte[] VALUE = value();
  private static final String USAGE =
      "writes [--rounds 3] [--lanes 64] [--rate 1000] [--seconds 5] [--warm-up 60]";

  private final Region region;
  private final Map<String, Integer> options;

  private WritesBench(Region region, Map<String, Integer> options) {
    this.region = region;
    this.options = options;
  }

  private static byte[] value() {
    byte[] value = new byte[256];
    Arrays.fill(value, (byte) 'x');
    return value;
  }

  public static void main(String[] args) throws Exception {
    Map<String, Integer> options =
        new HashMap<>(
            Map.of("--rounds", 3, "--lanes", 64, "--rate", 1_000, "--seconds", 5, "--warm-up", 60));
    for (int i = 0; i < args.length; i += 2) {
      if (!options.containsKey(args[i]) || i + 1 == args.length) {
        System.err.println("'%s' is not known: %s".formatted(args[i], USAGE));
        System.exit(2);
      }
      options.put(args[i], Integer.parseInt(args[i + 1]));
    }
    Path directory = Files.createTempDirectory("atoll-bench-writes");
    System.err.println("logs and data are in " + directory);
    try (Region region = Region.start(directory)) {
      region.startEdge("256m");
      new WritesBench(region, options).run();
    }
  }

  private int option(String name) {
    return options.getOrDefault(name, 0);
  }

  private void run() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", region.kafka()))) {
      admin
          .createTopics(List.of(new NewTopic(ProducerPath.topic(), Region.PARTITIONS, (short) 1)))
          .all()
          .get();
    }
    Map<String, List<Measured>> measured = new LinkedHashMap<>();
    try (ProducerPath producer = new ProducerPath(region)) {
      List<WritePath> paths =
          List.of(
              producer,
              new RedisPath(region),
              new EdgePath(region, EdgePath.Kind.REGISTER),
              new EdgePath(region, EdgePath.Kind.COUNTER));
      // Unmeasured: compiling takes a quarter of all CPU at first, little after a minute or two.
      Drive warmUp = new Drive(option("--lanes"));
      for (WritePath path : paths) {
        warmUp.fast(path, Duration.ofSeconds(option("--warm-up")));
      }
      for (int round = 1; round <= option("--rounds"); round++) {
        for (WritePath path : paths) {
          Measured one = round(path);
          System.err.println("round %d, %s: %s".formatted(round, path.name(), one));
          measured.computeIfAbsent(path.name(), _ -> new ArrayList<>()).add(one);
        }
      }
    }
    print(measured);
  }

  private Measured round(WritePath path) throws IOException, InterruptedException {
    Drive drive = new Drive(option("--lanes"));
    Duration time = Duration.ofSeconds(option("--seconds"));
    Map<Region.Part, Duration> before = cpu(path);
    Duration driverBefore = driverCpu();
    long began = System.nanoTime();
    long writes = drive.fast(path, time).length;
    double seconds = (System.nanoTime() - began) / 1e9;
    Map<Region.Part, Duration> after = cpu(path);
    Duration driver = driverCpu().minus(driverBefore);
    Map<Region.Part, Double> cpuMicros = new EnumMap<>(Region.Part.class);
    for (Region.Part part : path.parts()) {
      Duration taken =
          after.getOrDefault(part, Duration.ZERO).minus(before.getOrDefault(part, Duration.ZERO));
      cpuMicros.put(part, taken.toNanos() / 1e3 / writes);
    }
    long[] paced = drive.paced(path, option("--rate"), time);
    Arrays.sort(paced);
    return new Measured(
        writes / seconds,
        cpuMicros,
        driver.toNanos() / 1e3 / writes,
        percentile(paced, 0.5),
        percentile(paced, 0.99));
  }

  private static Duration driverCpu() {
    return Usage.of(ProcessHandle.current().pid()).cpu();
  }

  private Map<Region.Part, Duration> cpu(WritePath path) {
    Map<Region.Part, Duration> cpu = new HashMap<>();
    path.parts().forEach(part -> cpu.put(part, region.cpu(part)));
    return cpu;
  }

  private static double percentile(long[] sortedNanos, double share) {
    return sortedNanos[(int) Math.min(sortedNanos.length - 1L, (long) (sortedNanos.length * share))]
        / 1e6;
  }

  private void print(Map<String, List<Measured>> measured) {
    System.out.println(Machine.description());
    System.out.printf(
        "%d rounds after %d s each; values of %d bytes, %d keys, %d in flight for %d s; then %d writes/s for %d s%n%n",
        option("--rounds"),
        option("--warm-up"),
        VALUE.length,
        KEYS,
        option("--lanes"),
        option("--seconds"),
        option("--rate"),
        option("--seconds"));
    List<String> head = new ArrayList<>(List.of("median (rounds)"));
    head.addAll(measured.keySet());
    Table table = new Table(head.toArray(String[]::new));
    row(table, measured, "acknowledged, writes/s", "%.0f", Measured::writesPerSecond);
    row(table, measured, "CPU of all, us/write", "%.1f", Measured::cpuMicrosOfAll);
    for (Region.Part part : Region.Part.values()) {
      String name = "CPU of %s, us/write".formatted(part.name().toLowerCase(Locale.ROOT));
      row(table, measured, name, "%.1f", one -> one.cpuMicros(part));
    }
    row(table, measured, "CPU of the driver, us/write", "%.1f", Measured::driverMicros);
    row(table, measured, "p50, ms", "%.2f", Measured::p50Millis);
    row(table, measured, "p99, ms", "%.2f", Measured::p99Millis);
    ratios(table, measured);
    System.out.println(table);
  }

  private static void row(
      Table table,
      Map<String, List<Measured>> measured,
      String name,
      String format,
      ToDoubleFunction<Measured> quantity) {
    List<String> cells = new ArrayList<>(List.of(name));
    measured.values().forEach(rounds -> cells.add(rounds(rounds, quantity).text(format)));
    table.row(cells.toArray(String[]::new));
  }

  /** Against the first path. */
  private static void ratios(Table table, Map<String, List<Measured>> measured) {
    List<Measured> peer = measured.values().iterator().next();
    List<String> rate = new ArrayList<>(List.of("writes/s, ratio"));
    List<String> p50 = new ArrayList<>(List.of("p50, ratio"));
    measured
        .values()
        .forEach(rounds -> {
          rate.add(ratio(rounds, peer, Measured::writesPerSecond));
          p50.add(ratio(rounds, peer, Measured::p50Millis));
        });
    table.row(rate.toArray(String[]::new)).row(p50.toArray(String[]::new));
  }

  private static String ratio(
      List<Measured> rounds, List<Measured> peer, ToDoubleFunction<Measured> quantity) {
    return "%.2f".formatted(rounds(rounds, quantity).median() / rounds(peer, quantity).median());
  }

  private static Rounds rounds(List<Measured> rounds, ToDoubleFunction<Measured> quantity) {
    return new Rounds(rounds.stream().mapToDouble(quantity).boxed().toList());
  }
}
