package io.atoll.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @TempDir Path dir;

  @Test
  void aRestartOnTheSameDirectoryKeepsTopicIdsAndRecords() throws Exception {
    Uuid before;
    try (KafkaBroker broker = KafkaBroker.builder(dir).start()) {
      before = createTopic(broker, "atoll.log");
      produce(broker, "atoll.log", "one");
      String bootstrap = broker.bootstrap();
      broker.stop();
      broker.start();
      assertThat(broker.bootstrap()).isEqualTo(bootstrap);
      assertThat(topicId(broker, "atoll.log")).isEqualTo(before);
    }
    // Another object, so other free ports, the controller's too.
    try (KafkaBroker broker = KafkaBroker.builder(dir).start()) {
      assertThat(topicId(broker, "atoll.log")).isEqualTo(before);
      assertThat(firstRecord(broker, "atoll.log")).isEqualTo("one");
    }
  }

  @Test
  void clientsOfANamedListenerAreToldItsAdvertisedAddress() throws Exception {
    KafkaListener wan = new KafkaListener("WAN-EU-WEST", 0, "localhost", 0);
    try (KafkaBroker broker = KafkaBroker.builder(dir).host("127.0.0.1").listener(wan).start();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap("WAN-EU-WEST")))) {
      Node node = admin.describeCluster().nodes().get().iterator().next();
      assertThat(node.host()).isEqualTo("localhost");
      assertThat("127.0.0.1:" + node.port()).isEqualTo(broker.bootstrap("WAN-EU-WEST"));
    }
  }

  private static Uuid createTopic(KafkaBroker broker, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      return admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).topicId(topic).get();
    }
  }

  private static Uuid topicId(KafkaBroker broker, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      return Objects.requireNonNull(
              admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
          .get()
          .topicId();
    }
  }

  private static void produce(KafkaBroker broker, String topic, String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8))).get();
    }
  }

  private static String firstRecord(KafkaBroker broker, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + DEADLINE.toNanos();
      while (System.nanoTime() < deadline) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
        if (!records.isEmpty()) {
          return new String(records.iterator().next().value(), StandardCharsets.UTF_8);
        }
      }
      throw new AssertionError("no record in %s within %s".formatted(topic, DEADLINE));
    }
  }
}
