package io.atoll.bench.writes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Straight to Kafka by one plain producer that all lanes share: durable, and visible to nobody. */
final class ProducerPath implements WritePath, AutoCloseable {
  private static final String TOPIC = "plain";

  private final KafkaProducer<byte[], byte[]> producer;

  ProducerPath(Region region) {
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                region.kafka(),
                "acks",
                "all",
                "enable.idempotence",
                true,
                "linger.ms",
                1),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @Override
  public String name() {
    return "plain producer";
  }

  @Override
  public List<Region.Part> parts() {
    return List.of(Region.Part.KAFKA);
  }

  @Override
  public Lane lane() {
    return new Lane() {
      @Override
      public void write(long number) throws IOException {
        byte[] key = ("user-" + number % WritesBench.KEYS).getBytes(StandardCharsets.US_ASCII);
        try {
          producer.send(new ProducerRecord<>(TOPIC, key, WritesBench.VALUE)).get();
        } catch (ExecutionException | InterruptedException e) {
          throw new IOException(e);
        }
      }

      @Override
      public void close() {}
    };
  }

  static String topic() {
    return TOPIC;
  }

  @Override
  public void close() {
    producer.close();
  }
}
