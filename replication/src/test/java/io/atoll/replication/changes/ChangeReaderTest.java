package io.atoll.replication.changes;

import static io.atoll.replication.Awaiting.until;
import static io.atoll.replication.cell.Operations.ADA;
import static io.atoll.replication.cell.Operations.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.parts.KafkaBroker;
import io.atoll.replication.kafka.RegionTopics;
import io.atoll.replication.kafka.Topics;
import io.atoll.replication.log.OperationCodec;
import io.atoll.replication.mirror.kafka.MirrorHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A feed over the mirror of a region that lost its log and began another one, on a real broker. The
 * mirror has the end of the former log behind the beginning of the present one: it was taken from a
 * peer later.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChangeReaderTest {
  private static final IncarnationId OWN = IncarnationId.parse("us-east~own");
  private static final RegionId WEST = RegionId.of("eu-west");
  private static final IncarnationId FORMER = new IncarnationId(WEST, "former");
  private static final IncarnationId PRESENT = new IncarnationId(WEST, "present");
  private static final int FORMER_COUNT = 7;
  private static final int PRESENT_COUNT = 5;
  private static final Watermark ALL = mark(FORMER_COUNT, PRESENT_COUNT);

  private KafkaBroker broker;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    broker = KafkaBroker.builder(dir).start();
    try (RegionTopics topics = new RegionTopics(broker.bootstrap())) {
      topics.ensure(2, List.of(WEST));
    }
    mirror(0);
    mirror(1);
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  private void mirror(int partition) throws Exception {
    List<Position> order = new ArrayList<>();
    order.addAll(positions(FORMER, partition, 0, 5));
    order.addAll(positions(PRESENT, partition, 0, 3));
    order.addAll(positions(FORMER, partition, 5, FORMER_COUNT));
    order.addAll(positions(PRESENT, partition, 3, PRESENT_COUNT));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (Position at : order) {
        ProducerRecord<byte[], byte[]> record =
            new ProducerRecord<>(
                Topics.mirror(WEST),
                partition,
                ADA.bytes(),
                OperationCodec.encode(put(ADA, 10 + at.offset(), at.toString())));
        record
            .headers()
            .add(
                MirrorHeaders.INCARNATION,
                at.incarnation().toString().getBytes(StandardCharsets.UTF_8))
            .add(
                MirrorHeaders.OFFSET,
                ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                    .putLong(at.offset())
                    .putInt(0)
                    .array());
        producer.send(record).get();
      }
    }
  }

  private static List<Position> positions(IncarnationId life, int partition, long from, long to) {
    return LongStream.range(from, to)
        .mapToObj(offset -> new Position(life, partition, offset))
        .toList();
  }

  private static Watermark mark(long former, long present) {
    return Watermark.ZERO.advance(FORMER, former).advance(PRESENT, present);
  }

  private List<LoggedChange> read(FeedPosition from, Applied applied, int count) {
    List<LoggedChange> changes = new ArrayList<>();
    try (ChangeReader reader = new ChangeReader(broker.bootstrap(), from, _ -> true)) {
      until(
          "%d changes are told".formatted(count),
          () -> {
            changes.addAll(reader.poll(applied, Duration.ofMillis(50)));
            return changes.size() >= count;
          });
      assertThat(reader.poll(applied, Duration.ofMillis(50))).isEmpty();
    }
    return changes;
  }

  private static List<Position> of(List<LoggedChange> changes, IncarnationId life) {
    return changes.stream()
        .map(LoggedChange::at)
        .filter(at -> at.incarnation().equals(life))
        .toList();
  }

  /** In the first partition, which a position of one partition is of. */
  private List<LoggedChange> readFirst(Watermark from, Watermark applied, int count) {
    return read(new FeedPosition(List.of(from)), new Applied(OWN, List.of(applied)), count);
  }

  @Test
  void bothLivesOfASourceAreToldOnceAndEachInItsOrder() {
    List<LoggedChange> told = readFirst(Watermark.ZERO, ALL, FORMER_COUNT + PRESENT_COUNT);
    assertThat(of(told, FORMER)).isEqualTo(positions(FORMER, 0, 0, FORMER_COUNT));
    assertThat(of(told, PRESENT)).isEqualTo(positions(PRESENT, 0, 0, PRESENT_COUNT));
    assertThat(told).hasSize(FORMER_COUNT + PRESENT_COUNT);
  }

  @Test
  void aFeedGoesOnAfterEveryEventOfEitherLifeWithNoneSkippedOrToldTwice() {
    List<LoggedChange> whole = readFirst(Watermark.ZERO, ALL, FORMER_COUNT + PRESENT_COUNT);
    for (int i = 0; i < whole.size(); i++) {
      List<LoggedChange> rest = whole.subList(i + 1, whole.size());
      Watermark after = whole.get(i).after().told().getFirst();
      assertThat(readFirst(after, ALL, rest.size()))
          .as("after %s", whole.get(i).at())
          .isEqualTo(rest);
    }
  }

  @Test
  void aTokenOfARegionThatHadTheFormerLifesEndInTimeGoesOnToo() {
    List<LoggedChange> told = readFirst(mark(FORMER_COUNT, 1), ALL, PRESENT_COUNT - 1);
    assertThat(told.stream().map(LoggedChange::at))
        .isEqualTo(positions(PRESENT, 0, 1, PRESENT_COUNT));
  }

  @Test
  void whatIsNotAppliedYetWaits() {
    // So does the former life's end, which stands behind it in the mirror.
    List<LoggedChange> told = readFirst(Watermark.ZERO, mark(FORMER_COUNT, 0), 5);
    assertThat(of(told, FORMER)).isEqualTo(positions(FORMER, 0, 0, 5));
    assertThat(told).hasSize(5);
  }

  @Test
  void aPositionInAFormerLifeThatIsNotKeptAnyMoreIsGone() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      TopicPartition second = new TopicPartition(Topics.mirror(WEST), 1);
      admin.deleteRecords(Map.of(second, RecordsToDelete.beforeOffset(6))).all().get();
    }
    Applied applied = new Applied(OWN, List.of(Watermark.ZERO, ALL));
    FeedPosition kept = new FeedPosition(List.of(Watermark.ZERO, mark(5, 1)));
    List<LoggedChange> told = read(kept, applied, 6);
    assertThat(of(told, FORMER)).isEqualTo(positions(FORMER, 1, 5, FORMER_COUNT));
    assertThat(of(told, PRESENT)).isEqualTo(positions(PRESENT, 1, 1, PRESENT_COUNT));
    FeedPosition old = new FeedPosition(List.of(Watermark.ZERO, mark(3, 1)));
    assertThatThrownBy(() -> read(old, applied, 1))
        .isInstanceOf(ChangesGoneException.class)
        .hasMessageContaining("operations 3 to 4 of " + FORMER);
  }
}
