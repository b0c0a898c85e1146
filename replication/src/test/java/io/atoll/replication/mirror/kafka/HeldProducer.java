package io.atoll.replication.mirror.kafka;

import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer that can be held after a commit, as by a long pause of its process. */
final class HeldProducer extends KafkaProducer<byte[], byte[]> {
  final CountDownLatch held = new CountDownLatch(1);
  final CountDownLatch released = new CountDownLatch(1);
  private volatile boolean hold;

  HeldProducer(MirrorLinkConfig config) {
    super(KafkaMirror.properties(config), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Holds after the next commit, until {@link #released}. */
  void holdNext() {
    hold = true;
  }

  @Override
  public void commitTransaction() {
    super.commitTransaction();
    if (hold) {
      hold = false;
      held.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
