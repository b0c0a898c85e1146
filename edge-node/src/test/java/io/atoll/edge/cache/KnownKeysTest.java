package io.atoll.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.edge.cache.Read.Source;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.view.KeyPage;
import io.atoll.replication.view.Lease;
import io.atoll.replication.view.Listed;
import io.atoll.replication.view.Ranking;
import io.atoll.replication.view.Reading;
import io.atoll.replication.view.ViewUnavailableException;
import io.atoll.testkit.random.Seeds;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KnownKeysTest {
  private static final Duration LEASE = Duration.ofMillis(200);
  private static final IncarnationId LOG = IncarnationId.parse("a~1");
  private static final Key OLD = new Key("profiles", "old");
  private static final Key NEW = new Key("profiles", "new");
  private static final Key NEVER = new Key("profiles", "never");

  /** A Redis whose pages the test hands out. */
  private static final class Scanned extends LeasesOnly {
    final List<Key> keys = new ArrayList<>(List.of(OLD));
    String run = "run";
    long sequence = 1;
    int pages = 1;
    int reads;
    @Nullable Throwable failure;
    final List<String> cursors = new ArrayList<>();

    @Override
    public Future<Lease> lease(int partition, String edge, Duration length) {
      return failure != null
          ? Future.failedFuture(failure)
          : Future.succeededFuture(
              new Lease(run, sequence, LOG, Watermark.ZERO.advance(LOG, 7), 0));
    }

    @Override
    public Future<Reading> read(CellName name) {
      reads++;
      return Future.succeededFuture(new Reading(null, sequence, Watermark.ZERO, run));
    }

    @Override
    public Future<KeyPage> keys(Collection<Integer> partitions, String cursor, int about) {
      cursors.add(cursor);
      if (failure != null) {
        return Future.failedFuture(failure);
      }
      int next = Integer.parseInt(cursor) + 1;
      return Future.succeededFuture(
          new KeyPage(
              next == 1 ? keys : List.of(),
              next < pages ? Integer.toString(next) : KeyPage.START,
              keys.size(),
              run));
    }
  }

  private final Scanned redis = new Scanned();
  private SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private CacheMetrics metrics = new CacheMetrics(meters);
  private long now;
  private KnownKeys known = new KnownKeys(1, KnownKeysConfig.DEFAULT, 42);
  private Leases leases = leases();
  private KeyScan scan = scan();
  private ReadThrough reads = reads();

  private L1 l1() {
    return new L1(1 << 20, List.of(known));
  }

  private Leases leases() {
    return new Leases(redis, "edge-1", 1, LEASE, () -> now, l1(), metrics, (_, _) -> {});
  }

  private KeyScan scan() {
    return new KeyScan(redis, leases, known, 100_000, () -> now, metrics);
  }

  private ReadThrough reads() {
    return new ReadThrough(redis, l1(), leases, known, () -> 0, metrics);
  }

  private void knowing(KnownKeysConfig config) {
    meters = new SimpleMeterRegistry();
    metrics = new CacheMetrics(meters);
    known = new KnownKeys(1, config, 42);
    leases = leases();
    scan = scan();
    reads = reads();
  }

  private void ticks(int count) {
    for (int i = 0; i < count; i++) {
      now += KeyScan.PERIOD.toNanos();
      if (i % 5 == 0) {
        leases.renewAll();
      }
      scan.tick();
    }
  }

  private Source source(Key key) {
    return reads.load(key).result().source();
  }

  private static Stream<Key> keys(RandomGenerator random, int count) {
    return IntStream.range(0, count)
        .mapToObj(_ -> new Key("n", Long.toString(random.nextLong(), 36)));
  }

  @Test
  void aFilterHasEveryKeyThatWasAddedAndFewOthers() {
    Seeds.fixed(
        1,
        10,
        seed -> {
          RandomGenerator random = new SplittableRandom(seed);
          int count = 20_000;
          KeyFilter filter = new KeyFilter(count, 10, random.nextLong());
          List<Key> added = keys(random, count).toList();
          added.forEach(filter::add);

          assertThat(added).allMatch(filter::mayContain);
          assertThat(keys(random, count).filter(filter::mayContain).count())
              .as("mistaken of %d", count)
              .isLessThan(count * 2L / 100);
          assertThat(filter.size()).isBetween(count * 98L / 100, (long) count);
          assertThat(filter.isFull()).isFalse();
          assertThat(filter.bytes()).isBetween(count * 10L / 8, count * 10L / 8 + 64);
        });
  }

  @Test
  void whatManyThreadsAddIsAllThere() throws Exception {
    KeyFilter filter = new KeyFilter(1_000, 10, 1);
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(thread ->
                Thread.ofVirtual()
                    .start(() -> {
                      for (int i = 0; i < 5_000; i++) {
                        Key key = new Key("n", thread + "/" + i);
                        filter.add(key);
                        assertThat(filter.mayContain(key)).isTrue();
                      }
                    }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    for (int thread = 0; thread < 4; thread++) {
      for (int i = 0; i < 5_000; i++) {
        assertThat(filter.mayContain(new Key("n", thread + "/" + i))).isTrue();
      }
    }
    assertThat(filter.isFull()).isTrue();
  }

  @Test
  void redisIsAskedForEveryKeyUntilAllAreKnownAndThenForKnownOnesOnly() {
    leases.renewAll();
    assertThat(source(NEVER)).isEqualTo(Source.L2_STORED);

    ticks(2);

    int before = redis.reads;
    Key other = new Key("profiles", "never either");
    assertThat(source(other)).isEqualTo(Source.KNOWN_ABSENT);
    assertThat(reads.member(other, "m").result())
        .isEqualTo(new Reading(null, 1, Watermark.ZERO.advance(LOG, 7), "run"));
    assertThat(reads.members(other, null, 10).result())
        .isEqualTo(new Listed(List.of(), 0, null, Watermark.ZERO.advance(LOG, 7), "run"));
    assertThat(reads.top(other, 10).result().members()).isEmpty();
    assertThat(reads.around(other, "m", 1).result())
        .extracting(Ranking::total, Ranking::watermark)
        .containsExactly(0L, Watermark.ZERO.advance(LOG, 7));
    assertThat(redis.reads).isEqualTo(before);
    assertThat(source(OLD)).isEqualTo(Source.L2_STORED);
    assertThat(meters.get("atoll_edge_known_keys_absent").counter().count()).isEqualTo(5);
    assertThat(meters.get("atoll_edge_known_keys_partitions").gauge().value()).isEqualTo(1);
    assertThat(meters.get("atoll_edge_known_keys_mistaken").counter().count()).isEqualTo(1);
  }

  @Test
  void aKeyThatIsWrittenDuringTheScanIsKnown() {
    redis.pages = 3;
    ticks(3);
    leases.invalidated(0, "run", 2, List.of(NEW));
    redis.sequence = 2;
    assertThat(known.answers(0, leases.epoch(0))).isFalse();

    ticks(10);

    assertThat(source(NEVER)).isEqualTo(Source.KNOWN_ABSENT);
    assertThat(source(NEW)).isEqualTo(Source.L2_STORED);
  }

  @Test
  void aKeyThatIsWrittenLaterIsKnownWhenTheMessageIsAnswered() {
    ticks(2);
    assertThat(source(NEW)).isEqualTo(Source.KNOWN_ABSENT);

    leases.invalidated(0, "run", 2, List.of(NEW));

    assertThat(source(NEW)).isEqualTo(Source.L2_STORED);
  }

  @Test
  void aMissedMessageEndsItUntilAnotherScanIsThrough() {
    ticks(2);
    leases.invalidated(0, "run", 3, List.of());
    redis.sequence = 3;
    assertThat(source(NEVER)).isEqualTo(Source.L2_STORED);
    assertThat(meters.get("atoll_edge_known_keys_partitions").gauge().value()).isZero();
    assertThat(meters.get("atoll_edge_known_keys_bytes").gauge().value()).isZero();

    ticks(50);

    assertThat(source(new Key("profiles", "another"))).isEqualTo(Source.KNOWN_ABSENT);
  }

  @Test
  void aScanDuringWhichALeaseIsLostIsForNothing() {
    redis.pages = 5;
    ticks(4);
    leases.invalidated(0, "run", 9, List.of());
    redis.sequence = 9;
    ticks(4);

    assertThat(known.answers(0, leases.epoch(0))).isFalse();
    assertThat(meters.get("atoll_edge_known_keys_scans").tag("outcome", "lost").counter().count())
        .isEqualTo(1);
  }

  @Test
  void pagesOfAnotherRedisCountForNothing() {
    redis.pages = 5;
    ticks(4);
    redis.run = "another";
    scan.tick();
    now += KeyScan.PERIOD.toNanos();
    scan.tick();
    assertThat(known.answers(0, leases.epoch(0))).isFalse();
    assertThat(meters.get("atoll_edge_known_keys_bytes").gauge().value()).isZero();
  }

  @Test
  void aPageThatRedisDoesNotGiveIsAskedForAgain() {
    redis.pages = 5;
    ticks(4);
    List<String> before = List.copyOf(redis.cursors);
    redis.failure = new ViewUnavailableException("away");
    scan.tick();
    now += KeyScan.PERIOD.toNanos();
    scan.tick();
    redis.failure = null;
    assertThat(redis.cursors).hasSize(before.size() + 1);
    String failed = redis.cursors.getLast();

    leases.renewAll();
    now += LEASE.dividedBy(2).toNanos();
    leases.renewAll();
    now += LEASE.dividedBy(2).toNanos();
    scan.tick();

    assertThat(redis.cursors.getLast()).isEqualTo(failed).isNotEqualTo(KeyPage.START);
    ticks(20);
    assertThat(source(NEVER)).isEqualTo(Source.KNOWN_ABSENT);
  }

  @Test
  void aFilterThatIsFullIsReplacedByALargerOneAndAnswersMeanwhile() {
    ticks(2);
    double before = meters.get("atoll_edge_known_keys_bytes").gauge().value();
    for (int i = 0; i < 5_000; i++) {
      Key key = new Key("profiles", "more-" + i);
      redis.keys.add(key);
      redis.sequence++;
      leases.invalidated(0, "run", redis.sequence, List.of(key));
    }
    assertThat(known.answers(0, leases.epoch(0))).isTrue();

    // Being overfull it can't count well: it may take a second one.
    ticks(100);

    assertThat(meters.get("atoll_edge_known_keys_bytes").gauge().value()).isGreaterThan(before);
    assertThat(known.wants(0, leases.epoch(0))).isFalse();
    assertThat(source(NEVER)).isEqualTo(Source.KNOWN_ABSENT);
    assertThat(redis.keys).noneMatch(key -> known.isAbsent(0, leases.epoch(0), key));
  }

  @Test
  void moreKeysThanTheBoundAllowsTurnItOff() {
    knowing(new KnownKeysConfig(2_000, 8, 100_000));
    keys(new SplittableRandom(5), 1_200).forEach(redis.keys::add);

    ticks(60);

    assertThat(meters.get("atoll_edge_known_keys_too_many").gauge().value()).isEqualTo(1);
    assertThat(meters.get("atoll_edge_known_keys_bytes").gauge().value()).isZero();
    assertThat(source(NEVER)).isEqualTo(Source.L2_STORED);
    assertThat(redis.cursors).as("it is not tried again and again").hasSize(2);
  }

  @Test
  void anEdgeThatIsToKnowNoKeysScansNothing() {
    knowing(KnownKeysConfig.OFF);
    ticks(10);
    assertThat(redis.cursors).isEmpty();
    assertThat(source(NEVER)).isEqualTo(Source.L2_STORED);
  }
}
