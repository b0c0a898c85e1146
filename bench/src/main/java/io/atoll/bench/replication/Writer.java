package io.atoll.bench.replication;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes the log: every value opens with its number within the partition and the moment it was
 * handed over, and goes on with bytes that don't compress.
 */
final class Writer implements AutoCloseable {
  static final String LOG = "atoll.log";
  static final int PARTITIONS = 4;
  static final int VALUE_BYTES = 1024;
  private static final int KEY_BYTES = 16;

  private final KafkaProducer<byte[], byte[]> producer;
  private final byte[] noise = new byte[VALUE_BYTES];
  private long written;

  Writer(Broker source) {
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                source.bootstrap(),
                "acks",
                "all",
                "batch.size",
                128 << 10,
                "linger.ms",
                0,
                "buffer.memory",
                64L << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    new Random(1).nextBytes(noise);
  }

  /** Writes this many records as fast as they go, and waits until they are saved. */
  void write(long count) {
    for (long i = 0; i < count; i++) {
      one();
    }
    producer.flush();
  }

  /** Writes this many records at an even pace. */
  void writeAtRate(long count, int perSecond) {
    long began = System.nanoTime();
    for (long i = 0; i < count; i++) {
      long due = began + i * 1_000_000_000L / perSecond;
      for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
        LockSupport.parkNanos(early);
      }
      one();
    }
    producer.flush();
  }

  private void one() {
    long number = written++;
    byte[] key = ByteBuffer.allocate(KEY_BYTES).putLong(number).array();
    ByteBuffer value = ByteBuffer.wrap(noise.clone());
    value.putLong(number / PARTITIONS).putLong(System.nanoTime());
    var _ =
        producer.send(new ProducerRecord<>(LOG, (int) (number % PARTITIONS), key, value.array()));
  }

  /** How many records a partition has got. */
  long written(int partition) {
    return (written + PARTITIONS - 1 - partition) / PARTITIONS;
  }

  long written() {
    return written;
  }

  static long number(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }

  /** By {@link System#nanoTime} of the writing process. */
  static long handedOverAt(byte[] value) {
    return ByteBuffer.wrap(value).getLong(Long.BYTES);
  }

  @Override
  public void close() {
    producer.close();
  }
}
