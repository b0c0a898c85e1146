package io.atoll.replication.kafka;

import static io.atoll.replication.Awaiting.await;
import static io.atoll.replication.Awaiting.until;
import static io.atoll.replication.cell.Operations.ADA;
import static io.atoll.replication.cell.Operations.put;
import static io.atoll.replication.cell.Operations.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.parts.KafkaBroker;
import io.atoll.replication.apply.LogEntry;
import io.atoll.replication.apply.OwnLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaRegionLogTest {
  private static final RegionId EAST = RegionId.of("us-east");
  private static final int PARTITIONS = 2;

  @Test
  void appendsStandDenselyInTheOrderOfTheirCallsAndSurviveABrokersRestart(@TempDir Path dir)
      throws Exception {
    Vertx vertx = Vertx.vertx();
    try (KafkaBroker broker = KafkaBroker.builder(dir).start();
        RegionTopics topics = new RegionTopics(broker.bootstrap())) {
      KafkaRegionLog log = new KafkaRegionLog(vertx, EAST, broker.bootstrap(), PARTITIONS);
      Future<Void> starting = log.start();
      assertThatThrownBy(() -> log.append(remove(ADA, 1), null))
          .hasMessageContaining("not started");

      topics.ensure(PARTITIONS, List.of(RegionId.of("eu-west")));
      topics.ensure(PARTITIONS, List.of(RegionId.of("eu-west")));
      await(starting);
      await(log.check());
      IncarnationId own = topics.incarnation(EAST);
      List<Future<Position>> appends = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        appends.add(log.append(put(ADA, i, "value"), null));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(await(appends.get(i)))
            .isEqualTo(new Position(own, ADA.partition(PARTITIONS), i));
      }

      broker.stop();
      Future<Position> whileDown = log.append(remove(ADA, 1), null);
      assertThat(whileDown.isComplete()).as("nothing is waited for").isFalse();
      assertThatThrownBy(() -> await(whileDown)).isInstanceOf(Exception.class);
      assertThatThrownBy(() -> await(log.check())).isInstanceOf(Exception.class);
      Future<Position> patient = log.append(remove(ADA, 1), null);
      broker.start();
      assertThat(await(patient).offset()).isGreaterThanOrEqualTo(100);
      assertThat(topics.incarnation(EAST)).isEqualTo(own);
      assertThat(await(log.append(remove(new Key("a", "b"), 1), null)).incarnation())
          .isEqualTo(own);
      await(log.stop());
    } finally {
      await(vertx.close());
    }
  }

  @Test
  void aLogMadeAnewIsGoneOnWithAndNothingIsAppendedToItUnderPositionsOfTheFormerOne(
      @TempDir Path dir) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (KafkaBroker broker = KafkaBroker.builder(dir).start();
        RegionTopics topics = new RegionTopics(broker.bootstrap())) {
      topics.ensure(PARTITIONS, List.of());
      KafkaRegionLog log = new KafkaRegionLog(vertx, EAST, broker.bootstrap(), PARTITIONS);
      await(log.start());
      IncarnationId former = await(log.append(remove(ADA, 1), null)).incarnation();
      topics.forgetLog();
      List<Future<Position>> meanwhile = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        meanwhile.add(log.append(remove(ADA, 1), null));
      }
      topics.ensure(PARTITIONS, List.of());
      IncarnationId next = topics.incarnation(EAST);

      until("it goes on", () -> log.incarnation().equals(next));
      Position at = await(log.append(remove(ADA, 1), next));
      assertThat(at.incarnation()).isEqualTo(next);
      await(log.check());
      assertThat(meanwhile)
          .as("whether they are in the log or not, they were not taken for ones of its former life")
          .allSatisfy(
              append -> assertThatThrownBy(() -> await(append)).isInstanceOf(Exception.class));
      assertThatThrownBy(() -> await(log.append(remove(ADA, 1), former)))
          .hasMessageContaining("no more in " + former);
      await(log.stop());
    } finally {
      await(vertx.close());
    }
  }

  @Test
  void aSealedLogTakesNothingOfAnybodyUntilTheSealIsLifted(@TempDir Path dir) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (KafkaBroker broker = KafkaBroker.builder(dir).start();
        RegionTopics topics = new RegionTopics(broker.bootstrap());
        LogSeal seal = new LogSeal(broker.bootstrap())) {
      assertThat(seal.isSet()).as("there is no log yet").isFalse();
      topics.ensure(PARTITIONS, List.of());
      KafkaRegionLog log = new KafkaRegionLog(vertx, EAST, broker.bootstrap(), PARTITIONS);
      await(log.start());
      long before = await(log.append(remove(ADA, 1), null)).offset();
      assertThat(seal.isSet()).isFalse();
      seal.set(PARTITIONS);

      // Nobody has told this one: the broker does.
      assertThatThrownBy(() -> await(log.append(remove(ADA, 1), null)))
          .isInstanceOf(Exception.class);
      assertThatThrownBy(() -> await(log.check())).hasMessageContaining("sealed");
      assertThat(log.refusal()).contains("sealed");
      broker.stop();
      broker.start();
      assertThat(seal.isSet()).isTrue();
      topics.ensure(PARTITIONS, List.of());
      assertThatThrownBy(() -> await(log.append(remove(ADA, 1), null)))
          .hasMessageContaining("sealed");

      seal.lift();
      until("it takes records", () -> log.refusal().isEmpty());
      assertThat(await(log.append(remove(ADA, 1), null)).offset())
          .as("neither probes nor refused writes are in it")
          .isEqualTo(before + 1);
      await(log.stop());
    } finally {
      await(vertx.close());
    }
  }

  @Test
  void aCompressedLogTakesAFractionOfTheBytesAndIsReadAsItWasWritten(@TempDir Path dir)
      throws Exception {
    Vertx vertx = Vertx.vertx();
    String value = "{\"name\":\"Ada\",\"city\":\"London\"}".repeat(40);
    try (KafkaBroker broker = KafkaBroker.builder(dir).start();
        RegionTopics topics = new RegionTopics(broker.bootstrap())) {
      topics.ensure(1, List.of());
      topics.compressLog(LogCompression.ZSTD);
      KafkaRegionLog log = new KafkaRegionLog(vertx, EAST, broker.bootstrap(), 1);
      await(log.start());
      List<Future<Position>> appends = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        appends.add(log.append(put(ADA, i, value), null));
      }
      for (Future<Position> append : appends) {
        await(append);
      }
      assertThat(Files.size(dir.resolve("atoll.log-0").resolve("%020d.log".formatted(0))))
          .isLessThan(100L * value.length() / 4);
      List<LogEntry> read = new ArrayList<>();
      try (OwnLog own = new OwnLog(broker.bootstrap(), topics.incarnation(EAST), 0, 0)) {
        while (!own.isAtEnd()) {
          read.addAll(own.next());
        }
      }
      assertThat(read).hasSize(100);
      assertThat(read.getLast().operation()).isEqualTo(put(ADA, 99, value));
      await(log.stop());
    } finally {
      await(vertx.close());
    }
  }

  @Test
  void aLogWithAnotherPartitionCountIsRefused(@TempDir Path dir) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (KafkaBroker broker = KafkaBroker.builder(dir).start();
        RegionTopics topics = new RegionTopics(broker.bootstrap())) {
      topics.ensure(2, List.of());
      assertThatThrownBy(() -> topics.ensure(3, List.of()))
          .hasMessageContaining("atoll.log has 2 partitions, but the config says 3");
      assertThatThrownBy(
              () -> await(new KafkaRegionLog(vertx, EAST, broker.bootstrap(), 3).start()))
          .hasMessageContaining("2 partitions");
    } finally {
      await(vertx.close());
    }
  }
}
