package io.atoll.replication;

import static io.atoll.replication.Awaiting.until;
import static io.atoll.replication.TestRegions.appended;
import static io.atoll.replication.TestRegions.awaitEqual;
import static io.atoll.replication.TestRegions.key;
import static io.atoll.replication.TestRegions.leftBehind;
import static io.atoll.replication.TestRegions.merged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.replication.kafka.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Regions of real parts, of which the machine of one stops before its disk has the newest records
 * of its log; others have mirrored them.
 */
class TruncatedLogTest {
  private static final int KEYS = 20;
  private static final RegionId EAST = RegionId.of("us-east");

  private final TestRegions test = new TestRegions();

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void aRegionWhoseLogWasCutWhileItsReplicatorLivesBeginsAnewByItself(@TempDir Path dir)
      throws Exception {
    List<TestRegion> regions = test.make(dir, "us-east", "eu-west");
    TestRegion east = regions.get(0);
    test.start(regions);
    writeAll(east, "kept");
    awaitEqual(regions, appended(regions));
    Map<Path, Long> onDisk = sizes(dir.resolve("us-east"));
    writeAll(east, "lost");
    Watermark[] everything = appended(regions);
    awaitEqual(regions, everything);
    IncarnationId former = east.log.incarnation();

    east.broker.stop();
    cut(dir.resolve("us-east"), onDisk);
    east.broker.start();

    // Nobody does anything: neither its replicator nor its edges are told.
    until("its edges go on in a new log", () -> !east.log.incarnation().equals(former));
    awaitEqual(regions, everything);
    assertThat(values(east)).containsOnly("lost");
    writeAll(east, "anew");
    awaitEqual(regions, merged(everything, appended(regions)));
    until("nothing is halted", () -> regions.get(1).problems(EAST).isEmpty());
    test.inEach(regions, TestRegion::close);
  }

  @Test
  void whereHealingIsOffACutLogIsNamedOnBothSidesTakesNothingAndWaitsForTheOperatorsReseed(
      @TempDir Path dir) throws Exception {
    List<TestRegion> regions = test.make(dir, "us-east", "eu-west");
    TestRegion east = regions.get(0);
    TestRegion west = regions.get(1);
    east.heals = false;
    test.start(regions);
    writeAll(east, "kept");
    awaitEqual(regions, appended(regions));
    Map<Path, Long> onDisk = sizes(dir.resolve("us-east"));
    writeAll(east, "lost");
    Watermark[] everything = appended(regions);
    awaitEqual(regions, everything);
    IncarnationId former = east.log.incarnation();

    east.stop();
    east.broker.stop();
    cut(dir.resolve("us-east"), onDisk);
    east.broker.start();
    east.emptyRedis();
    // Edges that nobody has told write on, at positions that mean other operations in the west.
    for (int key = 0; key < KEYS; key++) {
      east.put(key(key), "after");
    }
    east.startNotReady(List.of(west));

    until("the east knows", () -> east.reason().contains("the log lost records"));
    assertThat(east.reason()).contains("atoll replication reseed us-east");
    until("the west's link names it", () -> !west.problems(EAST).isEmpty());
    assertThat(west.problems(EAST)).contains("truncated", "atoll replication reseed us-east");
    until("its edges know", () -> east.log.refusal().contains("sealed"));
    assertThatThrownBy(() -> east.put(key(0), "refused")).hasMessageContaining("sealed");

    assertThat(east.post("/v1/replication/reseed")).isEqualTo(200);
    east.stop();
    east.start(List.of(west));
    awaitEqual(regions, everything);
    until("its edges go on in a new log", () -> !east.log.incarnation().equals(former));
    assertThat(values(east)).containsOnly("lost");
    assertThat(leftBehind(east)).containsExactlyInAnyOrderElementsOf(keys());
    writeAll(east, "anew");
    awaitEqual(regions, merged(everything, appended(regions)));
    until("nothing is halted", () -> west.problems(EAST).isEmpty());
    test.inEach(regions, TestRegion::close);
  }

  @Test
  void aMirrorThatHadNotComeAsFarAsTheCutTakesNothingOfWhatIsWrittenThereAndHealingWaitsForAll(
      @TempDir Path dir) throws Exception {
    List<TestRegion> regions = test.make(dir, "us-east", "eu-west", "ap-northeast");
    TestRegion east = regions.get(0);
    TestRegion behind = regions.get(2);
    List<TestRegion> others = TestRegions.othersThan(east, regions);
    test.start(regions);
    writeAll(east, "kept");
    awaitEqual(regions, appended(regions));
    Map<Path, Long> onDisk = sizes(dir.resolve("us-east"));
    setPaused(behind, true);
    until("its link has paused", () -> behind.isStopped(EAST));
    writeAll(east, "lost");
    Watermark[] everything = appended(regions);
    awaitEqual(List.of(east, regions.get(1)), everything);

    east.stop();
    east.broker.stop();
    cut(dir.resolve("us-east"), onDisk);
    east.broker.start();
    for (int key = 0; key < KEYS; key++) {
      east.put(key(key), "after");
    }
    setPaused(behind, false);
    until("it asked the west", () -> behind.problems(EAST).contains("truncated"));
    assertThat(values(behind)).containsOnly("kept");

    behind.broker.stop();
    east.startNotReady(others);
    until(
        "the east waits for the third",
        () -> east.reason().contains("no answer from [ap-northeast]"));
    assertThat(east.reason()).contains("the log lost records");
    assertThatThrownBy(() -> east.put(key(0), "refused")).isInstanceOf(Exception.class);
    behind.broker.start();
    awaitEqual(regions, everything);
    assertThat(values(behind)).containsOnly("lost");
    assertThat(leftBehind(east)).containsExactlyInAnyOrderElementsOf(keys());
    test.inEach(regions, TestRegion::close);
  }

  private static void setPaused(TestRegion region, boolean paused) {
    assertThat(region.put("/v1/replication/links/us-east", "{\"paused\": %s}".formatted(paused)))
        .isEqualTo(200);
  }

  private static List<Key> keys() {
    return IntStream.range(0, KEYS).mapToObj(TestRegions::key).toList();
  }

  private static List<String> values(TestRegion region) {
    return keys().stream().map(key -> region.read(key).orElse("")).toList();
  }

  private static void writeAll(TestRegion region, String value) {
    for (int key = 0; key < KEYS; key++) {
      region.awaitVisible(region.put(key(key), value));
    }
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
}
