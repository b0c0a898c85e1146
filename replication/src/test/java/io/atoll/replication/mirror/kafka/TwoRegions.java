package io.atoll.replication.mirror.kafka;

import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.parts.KafkaBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** A source region's Kafka and a target region's, real ones, and what a test does with them. */
final class TwoRegions implements AutoCloseable {
  static final int PARTITIONS = 4;

  /** A record of the mirror: where it stood in the source, and its value. */
  record Mirrored(Position position, String value) {}

  /** Shorter patience than in production, so that a test sees the end of it. */
  static final MirrorLimits LIMITS =
      new MirrorLimits(
          4 << 20,
          1 << 20,
          Duration.ofMillis(200),
          Duration.ofSeconds(4),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofMillis(20),
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofMillis(200),
          Duration.ofSeconds(1));

  final KafkaBroker source;
  final KafkaBroker target;
  private final boolean ownsSource;
  private int regions;

  TwoRegions(Path directory) {
    this(KafkaBroker.builder(directory.resolve("source")).start(), true, directory);
  }

  private TwoRegions(KafkaBroker source, boolean ownsSource, Path directory) {
    this.source = source;
    this.ownsSource = ownsSource;
    target = KafkaBroker.builder(directory.resolve("target")).start();
    createTopic(target, new NewTopic("atoll.positions", 1, (short) 1));
  }

  /** The same source, and another target. */
  TwoRegions withAnotherTarget(Path directory) {
    return new TwoRegions(source, false, directory);
  }

  /** What mirrors the same source as that config into this target; each has the other as a peer. */
  MirrorLinkConfig beside(MirrorLinkConfig first) {
    createTopic(target, new NewTopic("atoll.mirror." + first.source(), PARTITIONS, (short) 1));
    return withPeer(first, first.targetBootstrap(), target.bootstrap());
  }

  static MirrorLinkConfig withPeer(MirrorLinkConfig config, String peer, String target) {
    return new MirrorLinkConfig(
        config.source(),
        config.sourceBootstrap(),
        target,
        config.partitions(),
        List.of(new MirrorLinkConfig.Peer(RegionId.of("peer"), peer)),
        config.limits());
  }

  /** A source region that nothing is known of: empty log, empty mirror. */
  MirrorLinkConfig fresh() {
    createLogAnew();
    RegionId region = RegionId.of("source-" + ++regions);
    createTopic(target, new NewTopic("atoll.mirror." + region, PARTITIONS, (short) 1));
    return new MirrorLinkConfig(
        region, source.bootstrap(), target.bootstrap(), PARTITIONS, List.of(), LIMITS);
  }

  /** Deletes the source's log, if there is one, and makes a new one of the same name. */
  void createLogAnew() {
    try (Admin admin = admin(source)) {
      try {
        admin.deleteTopics(List.of("atoll.log")).all().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw new IllegalStateException(e);
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    createTopic(source, new NewTopic("atoll.log", PARTITIONS, (short) 1));
  }

  private static void createTopic(KafkaBroker broker, NewTopic topic) {
    try (Admin admin = admin(broker)) {
      Awaitility.await("topic " + topic.name())
          .atMost(Duration.ofSeconds(10))
          .until(() -> {
            try {
              admin.createTopics(List.of(topic)).all().get();
              return true;
            } catch (ExecutionException e) {
              // Its predecessor is not quite gone yet.
              if (e.getCause() instanceof TopicExistsException) {
                return false;
              }
              throw e;
            }
          });
      // Every client must see it before the test goes on.
      Awaitility.await("partitions of " + topic.name())
          .atMost(Duration.ofSeconds(10))
          .ignoreExceptions()
          .until(() ->
              admin
                  .describeTopics(List.of(topic.name()))
                  .topicNameValues()
                  .values()
                  .iterator()
                  .next()
                  .get()
                  .partitions()
                  .stream()
                  .allMatch(partition -> partition.leader() != null));
    }
  }

  static Admin admin(KafkaBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
  }

  MirrorLink link(MirrorLinkConfig config) {
    return new MirrorLink(
        config, new SimpleMeterRegistry(), System::nanoTime, new SplittableRandom(1));
  }

  MirrorLink link(MirrorLinkConfig config, Supplier<MirrorTarget> targets) {
    return new MirrorLink(
        config, new SimpleMeterRegistry(), System::nanoTime, new SplittableRandom(1), targets);
  }

  /** A producer as an edge has one: idempotent, every record acknowledged. */
  KafkaProducer<byte[], byte[]> edge() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            source.bootstrap(),
            "acks",
            "all",
            "delivery.timeout.ms",
            60_000,
            "linger.ms",
            0),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  static Future<RecordMetadata> write(
      KafkaProducer<byte[], byte[]> edge, int partition, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return edge.send(new ProducerRecord<>("atoll.log", partition, bytes, bytes));
  }

  /** Writes {@code count} records to every partition, and waits for them. */
  void write(String label, int count) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      write(partition, label, count);
    }
  }

  /** Writes {@code count} records to one partition, and waits for them. */
  void write(int partition, String label, int count) {
    try (KafkaProducer<byte[], byte[]> edge = edge()) {
      List<Future<RecordMetadata>> written = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        written.add(write(edge, partition, label + "-" + partition + "-" + i));
      }
      for (Future<RecordMetadata> record : written) {
        record.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  List<String> log(int partition) {
    return read(source, "atoll.log", partition).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }

  List<Mirrored> mirror(MirrorLinkConfig config, int partition) {
    return read(target, config.mirrorTopic(), partition).stream()
        .map(record ->
            new Mirrored(
                MirrorHeaders.position(partition, record.headers()),
                new String(record.value(), StandardCharsets.UTF_8)))
        .toList();
  }

  int mirrored(MirrorLinkConfig config) {
    return IntStream.range(0, PARTITIONS).map(partition -> mirror(config, partition).size()).sum();
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(
      KafkaBroker broker, String topic, int partition) {
    TopicPartition only = new TopicPartition(topic, partition);
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrap(),
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "none",
                "fetch.max.wait.ms",
                20),
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

  @Override
  public void close() {
    if (ownsSource) {
      source.close();
    }
    target.close();
  }
}
