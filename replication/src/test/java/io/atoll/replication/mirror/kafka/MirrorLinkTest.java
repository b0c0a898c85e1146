package io.atoll.replication.mirror.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.replication.mirror.LinkSettings;
import io.atoll.replication.mirror.LinkState;
import io.atoll.replication.mirror.LinkStatus;
import io.atoll.replication.mirror.kafka.TwoRegions.Mirrored;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** On two real brokers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MirrorLinkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int RECORDS = 5_000;

  private final List<MirrorLink> links = new ArrayList<>();
  private final List<MortalProducer> dead = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private TwoRegions regions;

  @BeforeAll
  void start(@TempDir Path directory) {
    regions = new TwoRegions(directory);
  }

  @AfterAll
  void stop() {
    regions.close();
  }

  @AfterEach
  void stopLinks() {
    links.forEach(MirrorLink::close);
    links.clear();
    dead.forEach(MortalProducer::bury);
    dead.clear();
  }

  private MirrorLink started(MirrorLink link) {
    links.add(link);
    link.start();
    return link;
  }

  private MirrorLink startedLink(MirrorLinkConfig config) {
    return started(regions.link(config));
  }

  private static void awaitMirrored(MirrorLink link, long records) {
    await()
        .atMost(PATIENCE)
        .until(() ->
            link.status().partitions().stream().mapToLong(LinkStatus.Partition::nextOffset).sum()
                >= records);
  }

  private static void awaitState(MirrorLink link, LinkState state) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(link.status().state()).isEqualTo(state));
  }

  /** Nothing lost, nothing doubled, in order, every record under the position it had. */
  private void assertMirrorEqualsLog(MirrorLinkConfig config) {
    for (int partition = 0; partition < TwoRegions.PARTITIONS; partition++) {
      List<Mirrored> mirror = regions.mirror(config, partition);
      assertThat(mirror.stream().map(Mirrored::value)).isEqualTo(regions.log(partition));
      assertThat(mirror.stream().map(record -> record.position().offset()))
          .containsExactlyElementsOf(
              IntStream.range(0, mirror.size()).mapToObj(offset -> (long) offset).toList());
      assertThat(mirror.stream().map(record -> record.position().incarnation()).distinct())
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void everyRecordArrivesOnceInOrderWhoeverIsKilled() throws Exception {
    MirrorLinkConfig config = regions.fresh();
    try (KafkaProducer<byte[], byte[]> edge = regions.edge()) {
      List<Future<RecordMetadata>> written = new ArrayList<>();

      // Killed with a transaction open, again and again: the first one while nothing is committed.
      for (int commits = 0; commits < 4; commits++) {
        writeSome(edge, written, 500);
        awaitDeath(config, edge, written, MortalProducer.Death.BEFORE_COMMIT, commits);
      }
      // Killed right after a commit that nobody heard of.
      for (int commits = 1; commits < 3; commits++) {
        writeSome(edge, written, 500);
        awaitDeath(config, edge, written, MortalProducer.Death.AFTER_COMMIT, commits);
      }

      // Abandoned: it still runs when the next one takes over, and must give way.
      MirrorLink abandoned = startedLink(config);
      writeSome(edge, written, 500);
      awaitMirrored(abandoned, written.size());
      MirrorLink survivor = startedLink(config);
      awaitState(survivor, LinkState.RUNNING);
      writeSome(edge, written, 500);
      await().atMost(PATIENCE).until(() -> abandoned.status().reason().contains("fenced"));
      abandoned.stop();

      // The target is restarted under the link, then the source.
      regions.target.stop();
      writeSome(edge, written, 500);
      regions.target.start();
      awaitMirrored(survivor, written.size());
      regions.source.stop();
      regions.source.start();
      writeSome(edge, written, RECORDS - written.size());
      awaitMirrored(survivor, RECORDS);
      for (Future<RecordMetadata> record : written) {
        record.get();
      }
      await().atMost(PATIENCE).until(() -> survivor.status().lagRecords() == 0);
      survivor.stop();
    }
    assertThat(regions.mirrored(config)).isEqualTo(RECORDS);
    assertMirrorEqualsLog(config);
  }

  private static void writeSome(
      KafkaProducer<byte[], byte[]> edge, List<Future<RecordMetadata>> written, int count) {
    for (int i = 0; i < count; i++) {
      int number = written.size();
      // Not evenly: the first partition gets most.
      int partition = number % 7 % TwoRegions.PARTITIONS;
      written.add(TwoRegions.write(edge, partition, "record-" + number));
    }
  }

  /** Runs a link until it is killed at a commit, with more records coming so that it gets there. */
  private void awaitDeath(
      MirrorLinkConfig config,
      KafkaProducer<byte[], byte[]> edge,
      List<Future<RecordMetadata>> written,
      MortalProducer.Death death,
      int commits) {
    MortalProducer producer = new MortalProducer(config, death, commits);
    dead.add(producer);
    MirrorLink link = started(regions.link(config, () -> new KafkaMirror(config, producer)));
    await()
        .atMost(PATIENCE)
        .until(() -> {
          writeSome(edge, written, 1);
          return link.status().state() == LinkState.STOPPED;
        });
    assertThat(link.status().reason()).contains("Killed");
  }

  @Test
  void aLogMadeAnewIsNoticedBeforeItsFirstRecordIsMirrored() throws Exception {
    MirrorLinkConfig config = regions.fresh();
    regions.write("former", 10);
    HeldProducer producer = new HeldProducer(config);
    Iterator<KafkaMirror> first = List.of(new KafkaMirror(config, producer)).iterator();
    MirrorLink link =
        started(
            regions.link(config, () -> first.hasNext() ? first.next() : new KafkaMirror(config)));
    awaitMirrored(link, 40);
    // The link sleeps while the log is made anew and outgrows the former one: when it wakes up,
    // what
    // it asks for next exists, and the topic's id alone gives away that it is something else.
    producer.holdNext();
    regions.write("former", 1);
    assertThat(producer.held.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    regions.createLogAnew();
    regions.write("new", 50);
    producer.released.countDown();
    await().atMost(PATIENCE).until(() -> regions.mirrored(config) >= 41 + 200);
    link.stop();
    List<Mirrored> all = new ArrayList<>();
    for (int partition = 0; partition < TwoRegions.PARTITIONS; partition++) {
      List<Mirrored> mirror = regions.mirror(config, partition);
      List<Mirrored> anew = mirror.stream().filter(one -> one.value().startsWith("new")).toList();
      assertThat(anew.stream().map(Mirrored::value)).isEqualTo(regions.log(partition));
      assertThat(mirror.subList(mirror.size() - anew.size(), mirror.size())).isEqualTo(anew);
      all.addAll(mirror);
    }
    assertThat(
            all.stream()
                .collect(
                    Collectors.groupingBy(
                        one -> one.position().incarnation(),
                        Collectors.mapping(
                            one -> one.value().split("-", 2)[0], Collectors.toSet()))))
        .hasSize(2)
        .allSatisfy((_, written) -> assertThat(written).hasSize(1));
  }

  @Test
  void whatTheSourceDeletedBeforeItWasMirroredIsAGapAndHaltsItsPartitionOnly() throws Exception {
    MirrorLinkConfig config = regions.fresh();
    regions.write("early", 10);
    MirrorLink link = startedLink(config);
    awaitMirrored(link, 40);
    link.apply(LinkSettings.DEFAULT.withPaused(true));
    awaitState(link, LinkState.STOPPED);
    assertThat(link.status().reason()).isEqualTo("paused");

    regions.write("late", 10);
    try (Admin admin = TwoRegions.admin(regions.source)) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition("atoll.log", 2), RecordsToDelete.beforeOffset(15)))
          .all()
          .get();
    }
    link.apply(LinkSettings.DEFAULT);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(link.status().reason())
                .contains("gap: offsets 10 to 14")
                .contains("are missing"));
    awaitMirrored(link, 70);
    assertThat(link.status().state()).isEqualTo(LinkState.RUNNING);
    assertThat(link.status().halted()).isEqualTo(1);
    assertThat(regions.mirror(config, 2)).hasSize(10);
    regions.write("later", 10);
    awaitMirrored(link, 100);
    assertThat(regions.mirror(config, 2)).hasSize(10);
    assertThat(link.status().lagMillis()).isPositive();
  }

  @Test
  void aLinkWaitsForASourceThatIsNotThereAndGoesOnByItself() {
    MirrorLinkConfig config = regions.fresh();
    regions.write("early", 10);
    regions.source.stop();
    MirrorLink link = regions.link(config);
    assertThat(link.notedEndsReached()).isFalse();
    started(link);
    await().atMost(PATIENCE).until(link::notedEndsReached);
    assertThat(link.status().state()).isEqualTo(LinkState.WAITING);
    assertThat(link.status().reason()).contains("no answer from " + config.source());

    regions.source.start();
    awaitState(link, LinkState.RUNNING);
    awaitMirrored(link, 40);
    assertThat(link.notedEndsReached()).isTrue();
    assertThat(link.status().lagRecords()).isZero();

    // Gone again, this time in the middle of a session.
    regions.source.stop();
    awaitState(link, LinkState.WAITING);
    assertThat(link.status().reason()).contains("no answer from " + config.source());
    assertThat(link.status().lagMillis()).isPositive();
    regions.source.start();
    regions.write("late", 10);
    awaitMirrored(link, 80);
    awaitState(link, LinkState.RUNNING);
    assertMirrorEqualsLog(config);
  }

  @Test
  void anotherLinksOpenTransactionDoesNotHideWhereThisOneStood() throws Exception {
    MirrorLinkConfig config = regions.fresh();
    regions.write("early", 10);
    try (KafkaProducer<byte[], byte[]> other =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                regions.target.bootstrap(),
                "transactional.id",
                "another-link",
                "transaction.timeout.ms",
                2_000),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      other.initTransactions();
      other.beginTransaction();
      other.send(new ProducerRecord<>("atoll.positions", new byte[] {1}, new byte[] {1})).get();
      // Everything this link writes to the positions topic stands behind that open transaction.
      MirrorLink first = startedLink(config);
      awaitMirrored(first, 40);
      first.stop();
      MirrorLink second = startedLink(config);
      regions.write("late", 10);
      awaitMirrored(second, 80);
      second.stop();
      other.close(Duration.ZERO);
    }
    assertMirrorEqualsLog(config);
  }

  @Test
  void aThrottledLinkCarriesSmallRunsFirstAndTheRestAtItsPace() {
    MirrorLinkConfig config = regions.fresh();
    regions.write(1, "backlog", 400);
    regions.write(3, "fresh", 1);
    MirrorLink link = regions.link(config);
    link.apply(LinkSettings.DEFAULT.withLimits(20, 0));
    started(link);
    // The backlog takes twenty seconds at this pace; what is fresh does not wait for it.
    await().atMost(PATIENCE).until(() -> mirrored(link, 3) == 1);
    assertThat(mirrored(link, 1)).isLessThan(400);
    assertThat(link.status().lagRecords()).isPositive();

    link.apply(LinkSettings.DEFAULT);
    awaitMirrored(link, 401);
    assertMirrorEqualsLog(config);
  }

  @Test
  void aLinkPausedWhileItIsHeldBackGoesOnWithoutAGap() {
    MirrorLinkConfig config = regions.fresh();
    regions.write("early", 100);
    MirrorLink link = regions.link(config);
    link.apply(LinkSettings.DEFAULT.withLimits(50, 0));
    started(link);
    awaitMirrored(link, 10);
    link.apply(LinkSettings.DEFAULT.withLimits(50, 0).withPaused(true));
    link.apply(LinkSettings.DEFAULT.withLimits(50, 0));
    awaitMirrored(link, 20);
    link.apply(LinkSettings.DEFAULT.withPaused(true));
    awaitState(link, LinkState.STOPPED);
    link.apply(LinkSettings.DEFAULT);
    awaitMirrored(link, 400);
    assertMirrorEqualsLog(config);
  }

  private static long mirrored(MirrorLink link, int partition) {
    return link.status().partitions().stream()
        .filter(one -> one.partition() == partition)
        .mapToLong(LinkStatus.Partition::nextOffset)
        .sum();
  }

  @Test
  void aLogOfAnotherShapeIsRefused() {
    MirrorLinkConfig config = regions.fresh();
    MirrorLink link =
        startedLink(
            new MirrorLinkConfig(
                config.source(),
                config.sourceBootstrap(),
                config.targetBootstrap(),
                TwoRegions.PARTITIONS + 1));
    awaitState(link, LinkState.STOPPED);
    assertThat(link.status().reason()).contains("has 4, expected 5");
  }
}
