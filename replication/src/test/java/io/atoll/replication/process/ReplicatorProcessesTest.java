package io.atoll.replication.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Key;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Content;
import io.atoll.replication.cell.Counter;
import io.atoll.replication.cell.Merged;
import io.atoll.replication.cell.Register;
import io.atoll.replication.kafka.RegionTopics;
import io.atoll.replication.kafka.Topics;
import io.atoll.replication.log.OperationCodec;
import io.atoll.replication.mirror.kafka.MirrorHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicators of one region and the brokers they work between, killed and paused under load.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicatorProcessesTest {
  /** For processes that start on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Of both kinds; an even number. */
  private static final int KEYS = 100;

  private final List<Future<RecordMetadata>> written = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private TwoReplicators region;

  @SuppressWarnings("NullAway.Init")
  private KafkaProducer<byte[], byte[]> edge;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    region = new TwoReplicators(directory);
    // What a region has that began with nothing.
    try (RegionTopics topics = new RegionTopics(region.sourceBootstrap)) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> {
            topics.ensure(TwoReplicators.PARTITIONS, List.of());
            return true;
          });
    }
    edge =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                region.sourceBootstrap,
                "acks",
                "all",
                "delivery.timeout.ms",
                120_000,
                "linger.ms",
                0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    awaitShared();
  }

  private void awaitShared() {
    await()
        .atMost(PATIENCE)
        .until(() ->
            region.isCaughtUp()
                && region.runningPartitions(0) > 0
                && region.runningPartitions(1) > 0);
  }

  @AfterAll
  void stop() {
    edge.close(Duration.ZERO);
    region.close();
  }

  @Test
  void whatOneReplicatorDidAnotherTakesOverAndNothingIsLostOrDoubledWhoeverIsKilled()
      throws Exception {
    int holder = awaitHolder();
    int other = 1 - holder;
    write(2_000);

    // Killed: the other has everything soon.
    region.replicators.get(holder).kill();
    long killed = System.nanoTime();
    write(500);
    await()
        .atMost(PATIENCE)
        .until(() ->
            region.hasRunningLink(other)
                && region.runningPartitions(other) == TwoReplicators.PARTITIONS);
    report("killed", killed);
    region.replicators.get(holder).startAgain();
    write(500);
    awaitShared();

    // Paused with its sockets open, it comes back as a zombie, and finds itself fenced.
    int paused = awaitHolder();
    int heir = 1 - paused;
    region.replicators.get(paused).pause();
    long pausedAt = System.nanoTime();
    write(500);
    await()
        .atMost(PATIENCE)
        .until(() ->
            region.hasRunningLink(heir)
                && region.runningPartitions(heir) == TwoReplicators.PARTITIONS);
    report("paused", pausedAt);
    write(500);
    region.replicators.get(paused).resume();
    write(500);
    awaitShared();

    // Both brokers, one after the other, in the middle of writes.
    write(1_000);
    region.sourceBroker.kill();
    region.sourceBroker.startAgain();
    write(1_000);
    region.targetBroker.kill();
    write(500);
    region.targetBroker.startAgain();
    write(1_000);
    for (Future<RecordMetadata> record : written) {
      record.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    await().atMost(PATIENCE).until(this::isMirrored);
    await().atMost(PATIENCE).until(region::isCaughtUp);
    for (int partition = 0; partition < TwoReplicators.PARTITIONS; partition++) {
      assertMirrorEqualsLog(partition);
    }
    assertViewEqualsLog();
  }

  private int awaitHolder() {
    await().atMost(PATIENCE).until(() -> region.hasRunningLink(0) || region.hasRunningLink(1));
    return region.hasRunningLink(0) ? 0 : 1;
  }

  /** How quick it was is said, not asserted: other work on this machine must not fail a test. */
  private static void report(String what, long sinceNanos) {
    System.out.printf(
        "%s: taken over after %d ms%n",
        what, Duration.ofNanos(System.nanoTime() - sinceNanos).toMillis());
  }

  private void write(int count) {
    for (int i = 0; i < count; i++) {
      int number = written.size();
      Key key = key(number);
      Operation operation =
          new Operation(
              key,
              isAddition(number)
                  ? new Mutation.AddToCounter(1)
                  : new Mutation.PutRegister(Bytes.utf8("value-" + number), "text/plain", null),
              HybridTimestamp.of(1_000_000 + number, 0),
              null);
      written.add(
          edge.send(
              new ProducerRecord<>(
                  Topics.LOG,
                  key.partition(TwoReplicators.PARTITIONS),
                  key.bytes(),
                  OperationCodec.encode(operation))));
    }
  }

  /** Every other one, so that what is applied twice or not at all shows in a sum. */
  private static boolean isAddition(int number) {
    return number % 2 == 1;
  }

  private static Key key(int number) {
    return new Key(isAddition(number) ? "counters" : "registers", "key-" + number % KEYS);
  }

  /** Whoever applied it, and was killed or paused over it: each operation shows once. */
  private void assertViewEqualsLog() {
    Map<Key, Merged> view =
        region.view(IntStream.range(0, KEYS).mapToObj(ReplicatorProcessesTest::key).toList());
    int all = written.size();
    for (int i = 0; i < KEYS; i++) {
      int first = i;
      Merged value = view.get(key(first));
      int times = (all - first + KEYS - 1) / KEYS;
      int last = first + (times - 1) * KEYS;
      if (isAddition(first)) {
        assertThat(value)
            .isInstanceOfSatisfying(
                Counter.class,
                counter -> assertThat(counter.value()).as("%s", key(first)).isEqualTo(times));
      } else {
        assertThat(value)
            .isInstanceOfSatisfying(
                Register.class,
                register ->
                    assertThat(register.content())
                        .isEqualTo(
                            new Content.Value(Bytes.utf8("value-" + last), "text/plain", null)));
      }
    }
  }

  private boolean isMirrored() {
    for (int partition = 0; partition < TwoReplicators.PARTITIONS; partition++) {
      if (mirror(partition).size() < log(partition).size()) {
        return false;
      }
    }
    return true;
  }

  /** Nothing lost, nothing doubled, in order, every record under the position it had. */
  private void assertMirrorEqualsLog(int partition) {
    List<ConsumerRecord<byte[], byte[]>> log = log(partition);
    List<ConsumerRecord<byte[], byte[]>> mirror = mirror(partition);
    assertThat(mirror).hasSameSizeAs(log);
    for (int i = 0; i < log.size(); i++) {
      Position position = MirrorHeaders.position(partition, mirror.get(i).headers());
      assertThat(position.offset()).isEqualTo(log.get(i).offset());
      assertThat(mirror.get(i).value()).isEqualTo(log.get(i).value());
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> log(int partition) {
    return read(region.sourceBootstrap, Topics.LOG, partition);
  }

  private List<ConsumerRecord<byte[], byte[]>> mirror(int partition) {
    return read(region.targetBootstrap, TwoReplicators.mirrorTopic(), partition);
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(
      String bootstrap, String topic, int partition) {
    TopicPartition only = new TopicPartition(topic, partition);
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrap,
                "isolation.level", "read_committed",
                "auto.offset.reset", "none"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(Set.of(only));
      consumer.seekToBeginning(Set.of(only));
      long end = consumer.endOffsets(Set.of(only)).getOrDefault(only, 0L);
      while (consumer.position(only) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(read::add);
      }
    }
    return read;
  }
}
