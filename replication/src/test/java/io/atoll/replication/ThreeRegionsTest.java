package io.atoll.replication;

import static io.atoll.replication.Awaiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.operation.Key;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.replication.announce.AnnouncementCodec;
import io.atoll.replication.announce.Drop;
import io.atoll.replication.announce.EdgeAddresses;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.verify.Verdict;
import io.atoll.replication.verify.Verification;
import io.atoll.replication.view.ViewUnavailableException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Three regions of real brokers and stores, without a WAN between them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreeRegionsTest {
  private static final Random SEEDED = new Random(7);

  /**
   * Platform threads: brokers that start on virtual ones can wait for ever for each other's class
   * initialisers, which hold on to their carriers.
   */
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private final List<TestRegion> regions = new ArrayList<>();
  private final AtomicInteger names = new AtomicInteger();

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    List<Future<TestRegion>> starting =
        Stream.of("us-east", "eu-west", "ap-northeast")
            .map(id -> threads.submit(() -> new TestRegion(RegionId.of(id), dir)))
            .toList();
    for (Future<TestRegion> region : starting) {
      regions.add(region.get());
    }
    inEach(region -> region.start(regions.stream().filter(other -> other != region).toList()));
  }

  @AfterAll
  void stop() throws Exception {
    inEach(TestRegion::close);
    threads.close();
  }

  @Test
  void concurrentWritesToOneKeyInAllRegionsEndInTheSameValueEverywhere() throws Exception {
    Key key = freshKey();
    inEach(region -> {
      for (int i = 0; i < 30; i++) {
        region.awaitVisible(region.put(key, region.id + "-" + i));
      }
    });
    awaitEqual();
    Optional<String> value = regions.getFirst().read(key);
    assertThat(value.orElseThrow()).endsWith("-29");
    assertThat(regions).allSatisfy(region -> assertThat(region.read(key)).isEqualTo(value));
  }

  @Test
  void aWriteIsVisibleInItsRegionOnceItIsAnnounced() {
    TestRegion east = regions.getFirst();
    Key key = freshKey();
    for (int i = 0; i < 20; i++) {
      Position at = east.put(key, "v" + i);
      east.awaitVisible(at);
      assertThat(east.read(key)).contains("v" + i);
      assertThat(east.outcomes.get(at.partition() + "/" + at.offset()))
          .containsExactly(i == 0 ? "created" : "replaced");
    }
    Position gone = east.remove(key);
    east.awaitVisible(gone);
    assertThat(east.read(key)).isEmpty();
    assertThat(east.outcomes.get(gone.partition() + "/" + gone.offset()))
        .containsExactly("removed");
  }

  @Test
  void aDeleteThatSawAWriteRemovesItEverywhereAndConcurrentOnesAgree() throws Exception {
    Key seen = freshKey();
    regions.get(0).put(seen, "from east");
    until("west has it", () -> regions.get(1).read(seen).isPresent());
    regions.get(1).remove(seen);
    Key racing = freshKey();
    inEach(region -> {
      for (int i = 0; i < 10; i++) {
        if (region == regions.get(2)) {
          region.remove(racing);
        } else {
          region.put(racing, region.id + "-" + i);
        }
      }
    });
    awaitEqual();
    assertThat(regions).allSatisfy(region -> assertThat(region.read(seen)).isEmpty());
    Optional<String> value = regions.getFirst().read(racing);
    assertThat(regions).allSatisfy(region -> assertThat(region.read(racing)).isEqualTo(value));
  }

  @Test
  void aRedisThatIsEmptiedOrRestartedInMidTrafficIsRebuiltAndNothingIsAppliedTwice()
      throws Exception {
    List<Key> keys = IntStream.range(0, 20).mapToObj(_ -> freshKey()).toList();
    TestRegion east = regions.getFirst();
    inEach(region -> {
      for (int i = 0; i < 120; i++) {
        Key key = keys.get(SEEDED.nextInt(keys.size()));
        if (i % 10 == 9) {
          region.remove(key);
        } else {
          region.put(key, region.id + "-" + i);
        }
        if (region == east && i == 40) {
          region.emptyRedis();
        }
        if (region == east && i == 80) {
          region.redis.restart();
        }
      }
    });
    awaitEqual();
    assertThat(regions)
        .allSatisfy(region ->
            assertThat(region.outcomes)
                .allSatisfy((position, outcomes) ->
                    assertThat(outcomes).as("%s of %s", position, region.id).hasSize(1)));
  }

  @Test
  void aReplicatorThatStartsAgainGoesOnWhereItWasAndAnEmptiedRedisIsFilledFromTheState()
      throws Exception {
    TestRegion west = regions.get(1);
    Key before = freshKey();
    Key meanwhile = freshKey();
    west.awaitVisible(west.put(before, "before"));
    west.stop();
    regions.get(0).put(meanwhile, "meanwhile");
    west.put(freshKey(), "unseen");
    west.emptyRedis();
    west.start(regions.stream().filter(other -> other != west).toList());
    awaitEqual();
    assertThat(west.read(before)).contains("before");
    assertThat(west.read(meanwhile)).contains("meanwhile");
  }

  @Test
  void anEdgeThatHoldsALeaseIsAskedToDropTheKeyBeforeTheWriteIsAnnounced() {
    TestRegion east = regions.getFirst();
    Key key = freshKey();
    ConcurrentLinkedQueue<Drop> asked = new ConcurrentLinkedQueue<>();
    var edge =
        east.vertx
            .eventBus()
            .<Buffer>consumer(
                EdgeAddresses.drops("edge-1"),
                message -> {
                  asked.addAll(AnnouncementCodec.drops(message.body().getBytes()));
                  message.reply(Buffer.buffer());
                });
    int partition = key.partition(TestRegion.PARTITIONS);
    Awaiting.await(east.view.lease(partition, "edge-1", Duration.ofMillis(200)));
    Position at = east.put(key, "x");
    east.awaitVisible(at);
    assertThat(asked)
        .anySatisfy(drop -> {
          assertThat(drop.partition()).isEqualTo(partition);
          assertThat(drop.runId())
              .isEqualTo(Awaiting.await(east.view.read(CellName.of(key))).runId());
          assertThat(drop.keys()).contains(key);
        });
    Awaiting.await(edge.unregister());

    // Nobody answers now: the write is announced all the same, when the lease has run out.
    Awaiting.await(east.view.lease(partition, "edge-1", Duration.ofMillis(200)));
    long leased = System.nanoTime();
    Position alone = east.put(key, "y");
    east.awaitVisible(alone);
    assertThat(Duration.ofNanos(System.nanoTime() - leased)).isGreaterThan(Duration.ofMillis(150));
  }

  @Test
  void aCellThatWentBadInOneRedisIsFoundWhileWritesGoOnAndRepaired() throws Exception {
    TestRegion west = regions.get(1);
    List<Key> keys = IntStream.range(0, 50).mapToObj(_ -> freshKey()).toList();
    for (Key key : keys) {
      regions.getFirst().put(key, "value of " + key);
    }
    awaitEqual();
    assertThat(verdicts()).allMatch(Verdict.Equal.class::isInstance);

    Key changed = keys.get(7);
    Key lost = keys.get(8);
    Key unreadable = keys.get(9);
    west.corrupt(changed, west.stored(keys.get(10)));
    west.corrupt(lost, null);
    west.corrupt(unreadable, new byte[] {99, 1, 2, 3});
    AtomicBoolean writing = new AtomicBoolean(true);
    Future<?> writer =
        threads.submit(() -> {
          for (int i = 0; writing.get(); i++) {
            regions.getLast().put(keys.get(20 + i % 20), "again " + i);
          }
        });
    Set<Key> found = new HashSet<>();
    try {
      until(
          "the bad cells are found",
          () -> {
            for (Verdict verdict : verdicts()) {
              if (verdict instanceof Verdict.Different(var wrong)) {
                wrong.forEach((key, where) -> {
                  assertThat(where).containsExactly(west.id.value());
                  found.add(Key.parse(key));
                });
              }
            }
            return found.size() >= 3;
          });
    } finally {
      writing.set(false);
      writer.get();
    }
    assertThat(found).containsExactlyInAnyOrder(changed, lost, unreadable);

    for (int partition = 0; partition < TestRegion.PARTITIONS; partition++) {
      assertThat(west.post("/v1/replication/partitions/%d/reload".formatted(partition)))
          .isEqualTo(202);
    }
    until(
        "all is equal again",
        () -> {
          try {
            return verdicts().stream().allMatch(Verdict.Equal.class::isInstance);
          } catch (ViewUnavailableException e) {
            // It is being filled.
            return false;
          }
        });
    awaitEqual();
    assertThat(west.read(lost)).contains("value of " + lost);
  }

  @Test
  void itIsKnownByRegionAndPartitionHowLongWritesTakeToBeVisibleElsewhere() {
    TestRegion east = regions.get(0);
    TestRegion west = regions.get(1);
    for (int i = 0; i < 20; i++) {
      east.put(freshKey(), "v" + i);
    }
    for (int number = 0; number < TestRegion.PARTITIONS; number++) {
      int partition = number;
      until("partition %d tells".formatted(partition), () -> visible(west, east, partition) > 0);
      assertThat(
              west.meters
                  .get("atoll_replication_link_visible")
                  .tag("source", east.id.value())
                  .tag("partition", Integer.toString(partition))
                  .timer()
                  .count())
          .isPositive();
    }
  }

  /** How many writes of another region became visible here of late, with how long they took. */
  private static long visible(TestRegion here, TestRegion source, int partition) {
    JsonObject lag =
        here.get("/v1/replication/status")
            .getJsonArray("partitions")
            .getJsonObject(partition)
            .getJsonObject("visible")
            .getJsonObject(source.id.value());
    if (lag == null) {
      return 0;
    }
    assertThat(lag.getLong("p50Millis")).isLessThanOrEqualTo(lag.getLong("p99Millis"));
    assertThat(lag.getLong("p99Millis")).isLessThanOrEqualTo(lag.getLong("maxMillis"));
    return lag.getLong("count");
  }

  private List<Verdict> verdicts() {
    Verification verification =
        new Verification(regions, () -> LockSupport.parkNanos(Duration.ofMillis(20).toNanos()));
    return IntStream.range(0, TestRegion.PARTITIONS).mapToObj(verification::verify).toList();
  }

  /** Every region applies everything that was written, and then all hold the same. */
  private void awaitEqual() {
    List<Watermark> everything =
        IntStream.range(0, TestRegion.PARTITIONS)
            .mapToObj(partition ->
                regions.stream()
                    .map(region -> region.appended(partition))
                    .reduce(Watermark.ZERO, Watermark::merge))
            .toList();
    until(
        "every region is ready and has applied everything",
        () ->
            regions.stream()
                .allMatch(region -> region.isReady() && region.watermarks().equals(everything)));
    Map<CellName, Cell> cells = regions.getFirst().cells();
    assertThat(regions).allSatisfy(region -> assertThat(region.cells()).isEqualTo(cells));
    assertThat(regions.stream().map(ThreeRegionsTest::digests).distinct()).hasSize(1);
    assertThat(regions)
        .allSatisfy(region -> {
          JsonObject status = region.get("/v1/replication/status");
          assertThat(status.getBoolean("ready")).isTrue();
          assertThat(status.getJsonArray("links")).hasSize(2);
        });
  }

  private static JsonArray digests(TestRegion region) {
    return region.get("/v1/replication/digest").getJsonArray("partitions");
  }

  private Key freshKey() {
    return new Key("profiles", "key-" + names.incrementAndGet());
  }

  private void inEach(Consumer<TestRegion> action) throws Exception {
    List<Future<?>> done = new ArrayList<>();
    for (TestRegion region : regions) {
      done.add(threads.submit(() -> action.accept(region)));
    }
    for (Future<?> one : done) {
      one.get();
    }
  }
}
