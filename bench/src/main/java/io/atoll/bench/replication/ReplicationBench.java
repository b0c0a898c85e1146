package io.atoll.bench.replication;

import io.atoll.bench.Machine;
import io.atoll.bench.Rounds;
import io.atoll.bench.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Prints how Atoll's mirror compares with MirrorMaker 2. Logs stay in a folder it names if it
 * fails.
 */
final class ReplicationBench {
  private ReplicationBench() {}

  public static void main(String[] args) throws Exception {
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    Path directory = Files.createTempDirectory("atoll-bench-replication");
    System.err.println("logs and data are in " + directory);
    List<Measured> ours = new ArrayList<>();
    List<Measured> theirs = new ArrayList<>();
    try (Broker source = Broker.start("source", directory);
        Broker target = Broker.start("target", directory)) {
      Topics.createAnew(target, "atoll.positions", 1);
      Round round = new Round(source, target, directory, options);
      for (int number = 1; number <= options.rounds(); number++) {
        theirs.add(measured(round, new MirrorMaker2(), number));
        ours.add(measured(round, new AtollMirror(), number));
      }
    }
    print(options, ours, theirs);
    delete(directory);
  }

  private static Measured measured(Round round, Contestant contestant, int number)
      throws InterruptedException {
    Measured measured = round.run(contestant, number);
    System.err.println("round %d, %s: %s".formatted(number, contestant.name(), measured));
    return measured;
  }

  private static void print(Options options, List<Measured> ours, List<Measured> theirs) {
    System.out.println(Machine.description());
    System.out.printf(
        "%d rounds; catch-up of %d records of %d bytes in %d partitions; latency at %d records/s for %d s%n%n",
        options.rounds(),
        options.records(),
        Writer.VALUE_BYTES,
        Writer.PARTITIONS,
        options.rate(),
        options.seconds());
    Table table = new Table("median (rounds)", "MirrorMaker 2", "Atoll", "ratio");
    row(table, "catch-up, records/s", "%.0f", Measured::recordsPerSecond, ours, theirs);
    row(table, "CPU of the mirror, us/record", "%.2f", Measured::cpuMicros, ours, theirs);
    row(table, "CPU of both brokers, us/record", "%.2f", Measured::brokerCpuMicros, ours, theirs);
    row(table, "memory of the mirror, PSS MiB", "%.0f", Measured::pssMebibytes, ours, theirs);
    row(table, "latency p50, ms", "%.1f", Measured::latencyP50Millis, ours, theirs);
    row(table, "latency p99, ms", "%.1f", Measured::latencyP99Millis, ours, theirs);
    row(table, "records doubled", "%.0f", Measured::doubled, ours, theirs);
    System.out.println(table);
  }

  private static void row(
      Table table,
      String name,
      String format,
      ToDoubleFunction<Measured> quantity,
      List<Measured> ours,
      List<Measured> theirs) {
    Rounds our = rounds(ours, quantity);
    Rounds their = rounds(theirs, quantity);
    String ratio = their.median() == 0 ? "" : "%.2f".formatted(our.median() / their.median());
    table.row(name, their.text(format), our.text(format), ratio);
  }

  private static Rounds rounds(List<Measured> all, ToDoubleFunction<Measured> quantity) {
    return new Rounds(all.stream().mapToDouble(quantity).boxed().toList());
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
