package io.atoll.bench.writes;

import io.atoll.bench.Region;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Straight to Kafka by one plain producer that all lanes share, and that writes again as soon as it
 * hears of an acknowledgement: durable, and visible to nobody.
 */
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
  public Lanes open(int count, Lanes.Listener listener) {
    return new Lanes() {
      @Override
      public void begin(int lane, long number) {
        byte[] key = Request.ascii("user-" + number % WritesBench.KEYS);
        var _ =
            producer.send(
                new ProducerRecord<>(TOPIC, key, WritesBench.VALUE),
                (_, failure) -> {
                  if (failure == null) {
                    listener.acknowledged(lane);
                  } else {
                    listener.failed(failure);
                  }
                });
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
