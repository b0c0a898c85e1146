package io.atoll.replication.mirror.kafka;

import io.atoll.core.position.Position;
import io.atoll.replication.mirror.MirrorPositions;
import io.atoll.replication.mirror.MissingRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Another region's mirror of the same source, read for what only it has. All calls block, and fail
 * with {@link SourceUnreachableException} if that region does not answer.
 */
final class PeerMirror implements AutoCloseable {
  private final MirrorLinkConfig config;
  private final MirrorLinkConfig.Peer peer;
  private final KafkaConsumer<byte[], byte[]> reader;

  PeerMirror(MirrorLinkConfig config, MirrorLinkConfig.Peer peer) {
    this.config = config;
    this.peer = peer;
    reader = CommittedReader.reading(peer.bootstrap(), config.limits());
  }

  /** How far it has come, as far as that is committed. */
  MirrorPositions positions() {
    return reaching(() -> {
      reader.assign(List.of(PositionsTopic.ONLY));
      long end =
          reader
              .endOffsets(List.of(PositionsTopic.ONLY), config.limits().requestTimeout())
              .getOrDefault(PositionsTopic.ONLY, 0L);
      return PositionsTopic.read(config.source(), reader, end, config.limits().requestTimeout());
    });
  }

  /**
   * Reads a range and the record before it, in order; there may be holes, and it ends early where
   * the mirror does.
   *
   * @param take gets records as they stood in the source's log, and says whether to go on
   */
  void read(MissingRange range, Predicate<List<ConsumerRecord<byte[], byte[]>>> take) {
    TopicPartition mirror = new TopicPartition(config.mirrorTopic(), range.partition());
    long end = reaching(() -> seek(mirror, range));
    long progressNanos = System.nanoTime();
    while (reader.position(mirror) < end) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      reaching(() -> reader.poll(SourceReader.POLL))
          .forEach(record -> {
            Position at = MirrorHeaders.position(range.partition(), record.headers());
            if (at.incarnation().equals(range.incarnation())
                && at.offset() >= range.from() - 1
                && at.offset() < range.to()) {
              records.add(atSource(record, at));
            }
          });
      if (!records.isEmpty()) {
        progressNanos = System.nanoTime();
        if (!take.test(records) || records.getLast().offset() == range.to() - 1) {
          return;
        }
      } else if (System.nanoTime() - progressNanos > config.limits().requestTimeout().toNanos()) {
        throw new SourceUnreachableException(
            "nothing more of %s from %s at %s"
                .formatted(config.source(), peer.region(), peer.bootstrap()),
            new TimeoutException());
      }
    }
  }

  /** Goes to where the range begins; returns where the mirror ends. */
  private long seek(TopicPartition mirror, MissingRange range) {
    MirrorSearch.Start start;
    try (KafkaConsumer<byte[], byte[]> looking =
        CommittedReader.looking(peer.bootstrap(), config.limits())) {
      start =
          new MirrorSearch(looking)
              .search(
                  mirror,
                  at -> at.incarnation().equals(range.incarnation()),
                  at -> at.offset() < range.from() - 1);
    }
    List<TopicPartition> only = List.of(mirror);
    reader.assign(only);
    reader.seek(mirror, start.offset());
    return reader.endOffsets(only).getOrDefault(mirror, 0L);
  }

  /** The record as the source itself would have sent it. */
  private static ConsumerRecord<byte[], byte[]> atSource(
      ConsumerRecord<byte[], byte[]> mirrored, Position at) {
    return new ConsumerRecord<>(
        mirrored.topic(),
        mirrored.partition(),
        at.offset(),
        mirrored.timestamp(),
        mirrored.timestampType(),
        mirrored.serializedKeySize(),
        mirrored.serializedValueSize(),
        mirrored.key(),
        mirrored.value(),
        new RecordHeaders(),
        Optional.of(MirrorHeaders.leaderEpoch(mirrored.headers())));
  }

  private <T> T reaching(Supplier<T> question) {
    try {
      return question.get();
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new SourceUnreachableException(
          "no answer from %s at %s: %s".formatted(peer.region(), peer.bootstrap(), e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
