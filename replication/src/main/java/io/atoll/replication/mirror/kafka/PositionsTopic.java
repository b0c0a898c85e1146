package io.atoll.replication.mirror.kafka;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.kafka.Topics;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorPositions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The topic that says how far every mirror of a region has come: {@code source/partition/life ->
 * position}, and which lives of a source are closed: {@code source/closed/life -> 1}.
 */
final class PositionsTopic {
  static final TopicPartition ONLY = new TopicPartition(Topics.POSITIONS, 0);

  /** In the place of a partition's number. */
  private static final String CLOSED = "closed";

  /** The version of what is said of a closed life, which is nothing else. */
  private static final String CLOSED_VERSION = "1";

  private PositionsTopic() {}

  static ProducerRecord<byte[], byte[]> record(
      RegionId source, int partition, MirrorPosition position) {
    return new ProducerRecord<>(
        ONLY.topic(),
        ONLY.partition(),
        utf8("%s/%d/%s".formatted(source, partition, position.incarnation().life())),
        utf8(position.encode()));
  }

  /** Says that nothing more of a life is taken from its source. */
  static ProducerRecord<byte[], byte[]> closing(IncarnationId life) {
    return new ProducerRecord<>(
        ONLY.topic(),
        ONLY.partition(),
        utf8("%s/%s/%s".formatted(life.region(), CLOSED, life.life())),
        utf8(CLOSED_VERSION));
  }

  /**
   * Reads a source's positions.
   *
   * @param consumer {@link CommittedReader#reading} the Kafka whose mirror it is
   * @param end how far to read. Of the own region's mirror it is the topic's end including
   *     transactions that are still open: other links write here too, and a transaction that one of
   *     them has open hides everything after it; to stop there would be to take an old position for
   *     the last
   * @param patience after which it is given up
   */
  static MirrorPositions read(
      RegionId source, KafkaConsumer<byte[], byte[]> consumer, long end, Duration patience) {
    SortedMap<Integer, SortedMap<IncarnationId, MirrorPosition>> positions = new TreeMap<>();
    SortedSet<IncarnationId> closed = new TreeSet<>();
    consumer.assign(List.of(ONLY));
    consumer.seekToBeginning(List.of(ONLY));
    long deadline = System.nanoTime() + patience.toNanos();
    while (consumer.position(ONLY) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(SourceReader.POLL)) {
        remember(source, record, positions, closed);
      }
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(
            "%s could be read up to offset %d only, not to its end at %d, within %s: is a transaction open there?"
                .formatted(ONLY.topic(), consumer.position(ONLY), end, patience));
      }
    }
    return new MirrorPositions(positions, closed);
  }

  private static void remember(
      RegionId source,
      ConsumerRecord<byte[], byte[]> record,
      SortedMap<Integer, SortedMap<IncarnationId, MirrorPosition>> positions,
      SortedSet<IncarnationId> closed) {
    String[] key = new String(record.key(), StandardCharsets.UTF_8).split("/", -1);
    if (!key[0].equals(source.value())) {
      return;
    }
    if (key[1].equals(CLOSED)) {
      closed.add(new IncarnationId(source, key[2]));
    } else {
      MirrorPosition at = MirrorPosition.parse(new String(record.value(), StandardCharsets.UTF_8));
      positions
          .computeIfAbsent(Integer.parseInt(key[1]), _ -> new TreeMap<>())
          .put(at.incarnation(), at);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
