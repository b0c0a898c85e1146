package io.atoll.replication;

import static io.atoll.replication.Awaiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.conflict.Conflict;
import io.atoll.replication.conflict.LedgerReader;
import io.atoll.replication.kafka.Topics;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two regions of real parts. The machine of one stops before its disk has the newest records of its
 * log; the other has mirrored them.
 */
class TruncatedLogTest {
  private static final int KEYS = 20;

  /** Platform threads, as brokers want them. */
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.close();
  }

  @Test
  void aLogThatLostItsNewestRecordsIsNamedOnBothSidesAndEndsByAReseedThatKeepsWhatOnlyItHad(
      @TempDir Path dir) throws Exception {
    var making =
        Stream.of("us-east", "eu-west")
            .map(name -> threads.submit(() -> new TestRegion(RegionId.of(name), dir)))
            .toList();
    TestRegion east = making.get(0).get();
    TestRegion west = making.get(1).get();
    var starting = threads.submit(() -> east.start(List.of(west)));
    west.start(List.of(east));
    starting.get();
    writeAll(east, "kept");
    awaitEqual(List.of(east, west), watermark(east));
    Map<Path, Long> onDisk = sizes(dir.resolve("us-east"));
    writeAll(east, "lost");
    Watermark[] everything = watermark(east);
    awaitEqual(List.of(east, west), everything);
    IncarnationId former = east.log.incarnation();

    east.stop();
    east.broker.stop();
    cut(dir.resolve("us-east"), onDisk);
    east.broker.start();
    east.emptyRedis();
    east.startNotReady(List.of(west));

    until("the east knows", () -> reason(east).contains("the log lost records"));
    assertThat(reason(east)).contains("atoll replication reseed us-east");
    until("the west's link names it", () -> problems(west).contains("truncated"));
    assertThat(problems(west)).contains("atoll replication reseed us-east");

    // Edges that don't know yet write on, at positions that mean other operations in the west.
    for (int key = 0; key < KEYS; key++) {
      east.put(key(key), "after");
    }
    assertThat(east.post("/v1/replication/reseed")).isEqualTo(200);
    east.stop();
    east.startAnew(List.of(west));

    awaitEqual(List.of(east, west), everything);
    assertThat(east.log.incarnation()).isNotEqualTo(former);
    for (int key = 0; key < KEYS; key++) {
      assertThat(east.read(key(key))).contains("lost");
    }
    try (LedgerReader ledger = new LedgerReader(east.broker.bootstrap(), TestRegion.PARTITIONS)) {
      assertThat(
              ledger
                  .page(null, 0, 2 * KEYS, one -> one.reason() == Conflict.Reason.LEFT_BEHIND)
                  .conflicts())
          .extracting(kept -> kept.conflict().key())
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, KEYS).mapToObj(TruncatedLogTest::key).toList());
    }
    writeAll(east, "anew");
    awaitEqual(List.of(east, west), merged(everything, watermark(east)));
    until("nothing is halted", () -> problems(west).isEmpty());
    var closing = threads.submit(east::close);
    west.close();
    closing.get();
  }

  private static Key key(int number) {
    return new Key("profiles", "key-" + number);
  }

  private static void writeAll(TestRegion region, String value) {
    for (int key = 0; key < KEYS; key++) {
      region.awaitVisible(region.put(key(key), value));
    }
  }

  private static String reason(TestRegion region) {
    return region.get("/v1/replication/status").getString("reason", "");
  }

  /** What is wrong with the partitions of a region's only link; empty: nothing. */
  private static String problems(TestRegion region) {
    JsonObject link = region.get("/v1/replication/status").getJsonArray("links").getJsonObject(0);
    return String.join(
        ";",
        link.getJsonArray("partitions").stream()
            .map(partition -> ((JsonObject) partition).getString("problem"))
            .filter(problem -> !problem.isEmpty())
            .toList());
  }

  /** How long the files are now in which the log's partitions are. */
  private static Map<Path, Long> sizes(Path broker) throws IOException {
    Map<Path, Long> sizes = new TreeMap<>();
    for (int partition = 0; partition < TestRegion.PARTITIONS; partition++) {
      Path segment = broker.resolve(Topics.LOG + "-" + partition).resolve("%020d.log".formatted(0));
      sizes.put(segment, Files.size(segment));
    }
    return sizes;
  }

  /** Leaves what a disk has after the machine stopped at once. */
  private static void cut(Path broker, Map<Path, Long> sizes) throws IOException {
    sizes.forEach((segment, size) -> {
      try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
        assertThat(file.size()).isGreaterThan(size);
        file.truncate(size);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    // The broker looks at its files only if it was not stopped in an orderly way.
    Files.delete(broker.resolve(".kafka_cleanshutdown"));
  }

  private static Watermark[] watermark(TestRegion region) {
    return IntStream.range(0, TestRegion.PARTITIONS)
        .mapToObj(region::appended)
        .toArray(Watermark[]::new);
  }

  private static Watermark[] merged(Watermark[] one, Watermark[] other) {
    return IntStream.range(0, one.length)
        .mapToObj(partition -> one[partition].merge(other[partition]))
        .toArray(Watermark[]::new);
  }

  private static void awaitEqual(List<TestRegion> regions, Watermark[] everything) {
    until(
        "both have applied everything",
        () ->
            regions.stream()
                .allMatch(
                    region -> region.isReady() && region.watermarks().equals(List.of(everything))));
    Map<CellName, Cell> cells = regions.getFirst().cells();
    assertThat(regions).allSatisfy(region -> assertThat(region.cells()).isEqualTo(cells));
  }
}
