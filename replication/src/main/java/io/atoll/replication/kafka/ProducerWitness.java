package io.atoll.replication.kafka;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Counts the metadata answers a producer has seen. A producer names the topic it writes to by its
 * id, and learns ids from metadata alone: as long as this count stands still, it can't have moved
 * on to another topic of the same name. It is a serializer because Kafka tells those, once per
 * answer.
 */
final class ProducerWitness implements Serializer<byte[]>, ClusterResourceListener {
  private final AtomicLong answers = new AtomicLong();

  @Override
  public void onUpdate(ClusterResource clusterResource) {
    answers.incrementAndGet();
  }

  long answers() {
    return answers.get();
  }

  @Override
  @SuppressWarnings("NullAway") // Kafka's own contract: null is a null value.
  public byte[] serialize(String topic, byte[] data) {
    return data;
  }
}
