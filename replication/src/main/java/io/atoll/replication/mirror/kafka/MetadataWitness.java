package io.atoll.replication.mirror.kafka;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Counts the metadata answers a consumer has seen. A consumer fetches by topic id, and learns topic
 * ids from metadata alone: as long as this count stands still, it can't have moved on to another
 * topic of the same name. It is a deserializer because Kafka tells those, once per answer.
 */
final class MetadataWitness implements Deserializer<byte[]>, ClusterResourceListener {
  private final AtomicLong answers = new AtomicLong();

  @Override
  public void onUpdate(ClusterResource clusterResource) {
    answers.incrementAndGet();
  }

  long answers() {
    return answers.get();
  }

  @Override
  @SuppressWarnings("NullAway") // Kafka's own contract: null bytes are a null value.
  public byte[] deserialize(String topic, byte[] data) {
    return data;
  }
}
