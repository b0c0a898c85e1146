package io.atoll.bench.compression;

import io.atoll.bench.Machine;
import io.atoll.bench.Table;
import io.atoll.cli.platform.wan.Wan;
import io.atoll.cli.platform.wan.WanLink;
import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Key;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.parts.KafkaBroker;
import io.atoll.parts.KafkaListener;
import io.atoll.replication.kafka.KafkaRegionLog;
import io.atoll.replication.kafka.LogCompression;
import io.atoll.replication.kafka.RegionTopics;
import io.atoll.replication.mirror.LinkStatus;
import io.atoll.replication.mirror.kafka.MirrorLink;
import io.atoll.replication.mirror.kafka.MirrorLinkConfig;
import io.atoll.runtime.net.HostPort;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Prints how many bytes cross the WAN per record, by compression and by how records are written.
 */
final class CompressionBench {
  private static final RegionId SOURCE = RegionId.of("us-east");
  private static final RegionId TARGET = RegionId.of("eu-west");
  private static final int PARTITIONS = 4;
  private static final int RECORDS_DEFAULT = 20_000;
  private static final Duration DELAY = Duration.ofMillis(40);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** How many writes are under way at a time: a lone one, and a busy edge's. */
  private static final List<Integer> TOGETHER = List.of(1, 64, 1_000);

  private final Vertx vertx = Vertx.vertx();
  private final int records;
  private final KafkaBroker source;
  private final KafkaBroker target;
  private final HostPort entry;
  private final WanLink home;

  private CompressionBench(int records, Path directory) throws Exception {
    this.records = records;
    entry = new HostPort("127.0.0.1", freePort());
    source =
        KafkaBroker.builder(directory.resolve("source"))
            .listener(new KafkaListener("WAN", 0, entry.host(), entry.port()))
            .start();
    target = KafkaBroker.builder(directory.resolve("target")).start();
    Wan wan =
        new Wan(
            vertx,
            System::currentTimeMillis,
            System::nanoTime,
            List.of(
                new Wan.Route(
                    TARGET, SOURCE, DELAY, Map.of(entry, HostPort.parse(source.bootstrap("WAN")))),
                new Wan.Route(SOURCE, TARGET, DELAY, Map.of())));
    await(wan.start());
    home = wan.find(SOURCE.value(), TARGET.value()).orElseThrow();
    try (RegionTopics topics = new RegionTopics(target.bootstrap())) {
      topics.ensure(PARTITIONS, List.of(SOURCE));
    }
  }

  public static void main(String[] args) throws Exception {
    if (args.length != 0 && (args.length != 2 || !args[0].equals("--records"))) {
      System.err.println("compression [--records %d]".formatted(RECORDS_DEFAULT));
      System.exit(2);
      return;
    }
    int records = args.length == 0 ? RECORDS_DEFAULT : Integer.parseInt(args[1]);
    Path directory = Files.createTempDirectory("atoll-bench-compression");
    CompressionBench bench = new CompressionBench(records, directory);
    try {
      bench.run();
    } finally {
      bench.close();
      delete(directory);
    }
  }

  private void run() throws Exception {
    System.out.println(Machine.description());
    System.out.printf(
        "%d documents of %d bytes in %d partitions; bytes from source to mirror per record%n%n",
        records, Documents.BYTES, PARTITIONS);
    Table table =
        new Table("log-compression", "one write at a time", "64 at a time", "1,000 at a time");
    for (LogCompression compression : LogCompression.values()) {
      List<String> row = new ArrayList<>(List.of(compression.name().toLowerCase(Locale.ROOT)));
      for (int together : TOGETHER) {
        row.add("%.0f".formatted(perRecord(compression, together)));
      }
      table.row(row.toArray(String[]::new));
    }
    System.out.println(table);
  }

  private double perRecord(LogCompression compression, int together) throws Exception {
    try (RegionTopics topics = new RegionTopics(source.bootstrap())) {
      topics.forgetLog();
      topics.ensure(PARTITIONS, List.of());
      topics.compressLog(compression);
    }
    write(together);
    MirrorLink link =
        new MirrorLink(
            new MirrorLinkConfig(SOURCE, entry.toString(), target.bootstrap(), PARTITIONS),
            new SimpleMeterRegistry(),
            System::nanoTime,
            new Random());
    long before = home.carried();
    link.start();
    try {
      awaitMirrored(link);
      return (home.carried() - before) / (double) records;
    } finally {
      link.close();
    }
  }

  /** As edges write: what one turn of an event loop has goes to the broker together. */
  private void write(int together) throws Exception {
    KafkaRegionLog log = new KafkaRegionLog(vertx, SOURCE, source.bootstrap(), PARTITIONS);
    await(log.start());
    Documents documents = new Documents();
    for (int written = 0; written < records; written += together) {
      int first = written;
      int count = Math.min(together, records - written);
      // On one event loop, which has them all before it sends any.
      await(
          Future.<Void>future(done ->
              vertx.runOnContext(_ -> {
                List<Future<Position>> appends = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                  appends.add(log.append(operation(first + i, documents.next()), null));
                }
                Future.all(appends).<Void>mapEmpty().onComplete(done);
              })));
    }
    await(log.stop());
  }

  private static Operation operation(int number, String document) {
    return new Operation(
        new Key("profiles", "user-" + number),
        new Mutation.PutRegister(Bytes.utf8(document), "application/json", null),
        HybridTimestamp.of(System.currentTimeMillis(), 0),
        null);
  }

  private void awaitMirrored(MirrorLink link) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (link.status().partitions().stream().mapToLong(LinkStatus.Partition::nextOffset).sum()
        < records) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "not mirrored within %s: %s".formatted(PATIENCE, link.status()));
      }
      Thread.sleep(10);
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void close() throws Exception {
    await(vertx.close());
    source.close();
    target.close();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
