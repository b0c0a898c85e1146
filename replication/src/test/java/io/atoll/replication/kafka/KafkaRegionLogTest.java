package io.atoll.replication.kafka;

import static io.atoll.replication.Awaiting.await;
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
      assertThatThrownBy(() -> log.append(remove(ADA, 1))).hasMessageContaining("not started");

      topics.ensure(PARTITIONS, List.of(RegionId.of("eu-west")));
      topics.ensure(PARTITIONS, List.of(RegionId.of("eu-west")));
      await(starting);
      await(log.check());
      IncarnationId own = topics.incarnation(EAST);
      List<Future<Position>> appends = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        appends.add(log.append(put(ADA, i, "value")));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(await(appends.get(i)))
            .isEqualTo(new Position(own, ADA.partition(PARTITIONS), i));
      }

      broker.stop();
      Future<Position> whileDown = log.append(remove(ADA, 1));
      assertThat(whileDown.isComplete()).as("nothing is waited for").isFalse();
      assertThatThrownBy(() -> await(whileDown)).isInstanceOf(Exception.class);
      assertThatThrownBy(() -> await(log.check())).isInstanceOf(Exception.class);
      Future<Position> patient = log.append(remove(ADA, 1));
      broker.start();
      assertThat(await(patient).offset()).isGreaterThanOrEqualTo(100);
      assertThat(topics.incarnation(EAST)).isEqualTo(own);
      assertThat(await(log.append(remove(new Key("a", "b"), 1))).incarnation()).isEqualTo(own);
      await(log.stop());
    } finally {
      await(vertx.close());
    }
  }

  @Test
  void nothingIsAppendedToALogMadeAnewUnderThePositionsOfTheFormerOne(@TempDir Path dir)
      throws Exception {
    Vertx vertx = Vertx.vertx();
    try (KafkaBroker broker = KafkaBroker.builder(dir).start();
        RegionTopics topics = new RegionTopics(broker.bootstrap())) {
      topics.ensure(PARTITIONS, List.of());
      KafkaRegionLog log = new KafkaRegionLog(vertx, EAST, broker.bootstrap(), PARTITIONS);
      await(log.start());
      await(log.append(remove(ADA, 1)));
      topics.forgetLog();
      topics.ensure(PARTITIONS, List.of());
      assertThatThrownBy(() -> await(log.check())).hasMessageContaining("made anew");
      assertThatThrownBy(() -> await(log.append(remove(ADA, 1))))
          .hasMessageContaining("restart this process");
      await(log.stop());

      KafkaRegionLog again = new KafkaRegionLog(vertx, EAST, broker.bootstrap(), PARTITIONS);
      await(again.start());
      await(again.check());
      assertThat(await(again.append(remove(ADA, 1))).incarnation())
          .isEqualTo(topics.incarnation(EAST));
      await(again.stop());
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
        appends.add(log.append(put(ADA, i, value)));
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
