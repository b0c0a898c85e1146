package io.atoll.replication.apply;

import static io.atoll.replication.Awaiting.until;
import static io.atoll.replication.cell.Operations.ADA;
import static io.atoll.replication.cell.Operations.at;
import static io.atoll.replication.cell.Operations.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.parts.KafkaBroker;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.kafka.RegionTopics;
import io.atoll.replication.kafka.Topics;
import io.atoll.replication.log.CellCodec;
import io.atoll.replication.log.OperationCodec;
import io.atoll.replication.state.Coverage;
import io.atoll.replication.state.StateFencedException;
import io.atoll.replication.state.StateReader;
import io.atoll.replication.state.StateWriter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/** What an applier finds in Kafka, on a real broker. Every test has a partition of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoredLogsTest {
  private static final RegionId EAST = RegionId.of("us-east");
  private static final IncarnationId OWN = new IncarnationId(EAST, "1");

  private final Timer timer = new SimpleMeterRegistry().timer("flush");
  private KafkaBroker broker;

  @BeforeAll
  void start(@TempDir Path dir) throws InterruptedException {
    broker = KafkaBroker.builder(dir).start();
    try (RegionTopics topics = new RegionTopics(broker.bootstrap())) {
      topics.ensure(4, List.of());
    }
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @Test
  void whatAWriterClosedWithIsReadBack() throws InterruptedException {
    Map<CellName, Cell> cells = cells(500);
    Coverage coverage = coverage(500);
    try (StateWriter writer = writer(0)) {
      writer.changed(CellCodec.encode(cells), coverage);
    }
    assertThat(read(0)).isEqualTo(new Read(cells, coverage));
  }

  @Test
  void whatWasForgottenIsNotReadBack() throws InterruptedException {
    Map<CellName, Cell> cells = cells(3);
    CellName old = CellName.of(new Key("profiles", "user-1"));
    try (StateWriter writer = writer(3)) {
      writer.changed(CellCodec.encode(cells), coverage(3));
      writer.forgotten(List.of(old), coverage(3));
    }
    cells.remove(old);
    assertThat(read(3)).isEqualTo(new Read(cells, coverage(3)));
  }

  @Test
  void aFlushComesByItselfAndTheLastCoverageIsFoundBehindManyRecords() throws InterruptedException {
    try (StateWriter writer = writer(1);
        StateReader reader = new StateReader(broker.bootstrap())) {
      assertThat(reader.coverage(1)).isEqualTo(Coverage.NONE);
      for (int i = 1; i <= 3; i++) {
        Coverage coverage = coverage(i);
        writer.changed(CellCodec.encode(cells(300)), coverage);
        until("coverage " + i + " is flushed", () -> reader.coverage(1).equals(coverage));
      }
    }
  }

  @Test
  void aSecondWriterFencesTheFirstWhoseNextFlushFails() throws InterruptedException {
    try (StateWriter first = writer(2);
        StateWriter second = writer(2)) {
      second.changed(CellCodec.encode(cells(1)), coverage(1));
      until("the first hears that it is fenced", () -> isFenced(first));
    }
    assertThat(read(2)).isEqualTo(new Read(cells(1), coverage(1)));
  }

  private static boolean isFenced(StateWriter writer) {
    try {
      writer.changed(CellCodec.encode(cells(2)), coverage(2));
      return false;
    } catch (StateFencedException e) {
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aLogThatWasCutBelowWhatIsNeededStopsTheApplier() throws Exception {
    append(3, 5);
    try (LogReader log = new LogReader(broker.bootstrap(), List.of());
        PartitionReader reader = log.open(OWN, 3)) {
      reader.seek(Coverage.NONE);
      List<LogEntry> entries = new ArrayList<>();
      until(
          "all are read",
          () -> {
            entries.addAll(poll(reader));
            return entries.size() == 5;
          });
      assertThat(entries.getLast().at().offset()).isEqualTo(4);
      assertThat(reader.offsets()).isEqualTo(Map.of(Topics.LOG, 5L));

      cut(3, 3);
      reader.seek(covered(3));
      assertThatThrownBy(() -> reader.seek(covered(2)))
          .isInstanceOf(StopException.class)
          .hasMessageContaining("atoll.log-3 is needed from offset 2, but begins at 3");
      assertThatThrownBy(() -> reader.seek(covered(6)))
          .isInstanceOf(StopException.class)
          .hasMessageContaining("read up to offset 6, but ends at 5");
    }
  }

  /** What stands in this region's own log before an offset. */
  private static Coverage covered(long next) {
    return new Coverage(Watermark.ZERO.advance(OWN, next), Map.of());
  }

  @Test
  void ofALogMadeAnewNothingIsCoveredByWhatWasReadOfTheFormerOne() throws Exception {
    append(2, 4);
    IncarnationId former = IncarnationId.parse(OWN.region() + "~former");
    try (LogReader log = new LogReader(broker.bootstrap(), List.of());
        PartitionReader reader = log.open(OWN, 2)) {
      reader.seek(new Coverage(Watermark.ZERO.advance(former, 9), Map.of(Topics.LOG, 9L)));
      assertThat(reader.offsets()).isEqualTo(Map.of(Topics.LOG, 0L));
    }
  }

  @Test
  void whatWaitsToBeTakenIsNotCountedAsRead() throws Exception {
    try (LogReader log = new LogReader(broker.bootstrap(), List.of());
        PartitionReader reader = log.open(OWN, 2)) {
      reader.seek(Coverage.NONE);
      append(2, 5);
      until("something waits", () -> reader.lagRecords() > 0);
      assertThat(reader.offsets()).isEqualTo(Map.of(Topics.LOG, 0L));
      List<LogEntry> entries = poll(reader);
      assertThat(reader.offsets()).isEqualTo(Map.of(Topics.LOG, (long) entries.size()));
    }
  }

  @Test
  void aRecordThatIsNoOperationStopsTheApplierAndSaysWhere() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer();
        LogReader log = new LogReader(broker.bootstrap(), List.of());
        PartitionReader reader = log.open(OWN, 0)) {
      producer.send(new ProducerRecord<>(Topics.LOG, 0, ADA.bytes(), new byte[] {9})).get();
      reader.seek(Coverage.NONE);
      assertThatThrownBy(() -> until("something comes", () -> !poll(reader).isEmpty()))
          .isInstanceOf(StopException.class)
          .hasMessageContaining("atoll.log-0, offset 0")
          .hasMessageContaining("version 9");
    }
  }

  private static List<LogEntry> poll(PartitionReader reader) {
    try {
      return reader.poll(Duration.ofMillis(50));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private StateWriter writer(int partition) {
    return StateWriter.open(broker.bootstrap(), EAST, partition, timer);
  }

  private record Read(Map<CellName, Cell> cells, Coverage coverage) {}

  private Read read(int partition) {
    Map<CellName, Cell> cells = new HashMap<>();
    // What was committed may be hidden for a moment, until no other writer can commit any more.
    writer(partition).close();
    try (StateReader reader = new StateReader(broker.bootstrap())) {
      Coverage coverage =
          reader.load(
              partition,
              some ->
                  some.forEach((name, cell) -> {
                    if (cell.length == 0) {
                      cells.remove(name);
                    } else {
                      cells.put(name, CellCodec.decode(name, cell));
                    }
                  }));
      return new Read(cells, coverage);
    }
  }

  private static Map<CellName, Cell> cells(int count) {
    Map<CellName, Cell> cells = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Key key = new Key("profiles", "user-" + i);
      cells.put(
          CellName.of(key), Cell.apply(null, at("us-east~1", i), put(key, i, "v" + i)).cell());
    }
    return cells;
  }

  private static Coverage coverage(long next) {
    return new Coverage(Watermark.ZERO.advance(OWN, next), Map.of(Topics.LOG, next));
  }

  private void append(int partition, int count) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int i = 0; i < count; i++) {
        byte[] value = OperationCodec.encode(put(ADA, i, "v"));
        producer.send(new ProducerRecord<>(Topics.LOG, partition, ADA.bytes(), value)).get();
      }
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrap()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private void cut(int partition, long before) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(Topics.LOG, partition), RecordsToDelete.beforeOffset(before)))
          .all()
          .get();
    }
  }
}
