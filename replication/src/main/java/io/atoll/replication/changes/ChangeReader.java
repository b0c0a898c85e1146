package io.atoll.replication.changes;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.replication.kafka.Topics;
import io.atoll.replication.log.OperationCodec;
import io.atoll.replication.mirror.kafka.MirrorHeaders;
import io.atoll.replication.mirror.kafka.MirrorSearch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads this region's log and its mirrors from a position on, in all partitions, and gives out what
 * the region has applied. What is read before it is applied waits here, and its partition is not
 * read further until it has been given out. All calls block and come from one thread.
 */
public final class ChangeReader implements AutoCloseable {
  /** Given out at one time. */
  public static final int CHANGES_MAX = 64;

  /** How soon what waits to be applied is looked at again. */
  private static final Duration WAITING_POLL = Duration.ofMillis(10);

  private final String bootstrap;
  private final Predicate<Key> wanted;
  private final List<Watermark> told;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Deque<Waiting>> topics = new LinkedHashMap<>();
  private final Set<RegionId> known = new HashSet<>();

  /** An operation that was read. */
  private record Waiting(Position at, Operation operation) {}

  /**
   * Reads nothing before {@link #poll}.
   *
   * @param bootstrap of this region's Kafka
   * @param wanted the keys to tell of; the position moves past all others too
   */
  public ChangeReader(String bootstrap, FeedPosition from, Predicate<Key> wanted) {
    this.bootstrap = bootstrap;
    this.wanted = wanted;
    told = new ArrayList<>(from.told());
    consumer = Consumers.reading(bootstrap);
  }

  /** Behind everything that was given out. */
  public FeedPosition position() {
    return new FeedPosition(told);
  }

  /**
   * Gives out at most {@value #CHANGES_MAX} changes, none if none comes in time.
   *
   * @throws ChangesGoneException if one that has to be next is not there any more
   * @throws ChangesUnavailableException if the logs can't be read now
   */
  public List<LoggedChange> poll(Applied applied, Duration timeout) {
    try {
      follow(applied);
      List<LoggedChange> changes = take(applied);
      if (changes.isEmpty()) {
        read(applied.own(), timeout);
        changes = take(applied);
      }
      return changes;
    } catch (OffsetOutOfRangeException e) {
      throw new ChangesGoneException(
          "%s do not exist any more".formatted(e.offsetOutOfRangePartitions()));
    } catch (KafkaException e) {
      throw new ChangesUnavailableException(e);
    }
  }

  /** Follows the log of every region that has been heard of. */
  private void follow(Applied applied) {
    Set<RegionId> heard =
        applied.watermarks().stream()
            .flatMap(watermark -> watermark.nextOffsets().keySet().stream())
            .map(IncarnationId::region)
            .collect(Collectors.toSet());
    heard.add(applied.own().region());
    if (!known.isEmpty() && known.containsAll(heard)) {
      return;
    }
    List<TopicPartition> added = new ArrayList<>();
    for (String topic : consumer.listTopics().keySet()) {
      if (topic.equals(Topics.LOG) || Topics.source(topic).isPresent()) {
        for (int partition = 0; partition < told.size(); partition++) {
          added.add(new TopicPartition(topic, partition));
        }
      }
    }
    added.removeAll(topics.keySet());
    if (known.isEmpty()) {
      requireFollowed(applied, added);
    }
    List<TopicPartition> all = new ArrayList<>(topics.keySet());
    all.addAll(added);
    consumer.assign(all);
    try (KafkaConsumer<byte[], byte[]> looking = Consumers.single(bootstrap)) {
      MirrorSearch search = new MirrorSearch(looking);
      added.forEach(topic -> consumer.seek(topic, start(topic, applied, search)));
    }
    added.forEach(topic -> topics.put(topic, new ArrayDeque<>()));
    known.addAll(heard);
  }

  /** What a position names and no log here has, this region can't tell of. */
  private void requireFollowed(Applied applied, List<TopicPartition> followed) {
    Set<RegionId> sources =
        followed.stream()
            .flatMap(topic -> Topics.source(topic.topic()).stream())
            .collect(Collectors.toSet());
    for (int partition = 0; partition < told.size(); partition++) {
      for (var entry : told.get(partition).nextOffsets().entrySet()) {
        IncarnationId incarnation = entry.getKey();
        boolean comes = incarnation.equals(applied.own()) || sources.contains(incarnation.region());
        if (!comes && applied.watermarks().get(partition).next(incarnation) < entry.getValue()) {
          throw new ChangesGoneException(
              "it is behind offset %d of %s, a log that this region does not have"
                  .formatted(entry.getValue(), incarnation));
        }
      }
    }
  }

  private long start(TopicPartition topic, Applied applied, MirrorSearch search) {
    Watermark from = told.get(topic.partition());
    Watermark here = applied.watermarks().get(topic.partition());
    if (topic.topic().equals(Topics.LOG)) {
      return ownStart(topic, from.next(applied.own()));
    }
    RegionId source = Topics.source(topic.topic()).orElseThrow();
    long start = search.search(topic, _ -> true, from::covers).offset();
    // By life: what was mirrored late of a former one stands behind what is told of the present.
    for (var entry : here.nextOffsets().entrySet()) {
      IncarnationId life = entry.getKey();
      if (life.region().equals(source) && !life.equals(applied.own())) {
        MirrorSearch.Start ofLife =
            search.search(topic, at -> at.incarnation().equals(life), from::covers);
        MirrorSearch.Found first = ofLife.first();
        if (first != null) {
          requireNext(first.at());
        } else if (from.next(life) < entry.getValue()) {
          // What is applied was in the mirror: if it is not told and not there, it is gone.
          throw gone(topic.partition(), life, entry.getValue());
        }
        start = Math.min(start, ofLife.offset());
      }
    }
    return start;
  }

  private long ownStart(TopicPartition log, long next) {
    Set<TopicPartition> only = Set.of(log);
    long begin = Objects.requireNonNull(consumer.beginningOffsets(only).get(log));
    long end = Objects.requireNonNull(consumer.endOffsets(only).get(log));
    if (next < begin || next > end) {
      throw new ChangesGoneException(
          "it goes on at offset %d of partition %d of this region's log, which has %d to %d"
              .formatted(next, log.partition(), begin, end));
    }
    return next;
  }

  private void read(IncarnationId own, Duration timeout) {
    List<TopicPartition> waiting =
        topics.entrySet().stream()
            .filter(topic -> !topic.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .toList();
    consumer.resume(consumer.paused());
    consumer.pause(waiting);
    Duration atMost =
        waiting.isEmpty() || timeout.compareTo(WAITING_POLL) < 0 ? timeout : WAITING_POLL;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(atMost)) {
      Position at =
          record.topic().equals(Topics.LOG)
              ? new Position(own, record.partition(), record.offset())
              : MirrorHeaders.position(record.partition(), record.headers());
      Objects.requireNonNull(topics.get(new TopicPartition(record.topic(), record.partition())))
          .add(new Waiting(at, OperationCodec.decode(record.key(), record.value())));
    }
  }

  private List<LoggedChange> take(Applied applied) {
    List<LoggedChange> changes = new ArrayList<>();
    for (Deque<Waiting> topic : topics.values()) {
      while (changes.size() < CHANGES_MAX && !topic.isEmpty()) {
        Position at = topic.getFirst().at();
        if (told.get(at.partition()).covers(at)) {
          topic.removeFirst();
          continue;
        }
        requireNext(at);
        if (!applied.watermarks().get(at.partition()).covers(at)) {
          break;
        }
        Operation operation = topic.removeFirst().operation();
        told.set(
            at.partition(), told.get(at.partition()).advance(at.incarnation(), at.offset() + 1));
        if (wanted.test(operation.key())) {
          changes.add(LoggedChange.of(at, operation, position()));
        }
      }
    }
    return changes;
  }

  private void requireNext(Position at) {
    if (at.offset() > told.get(at.partition()).next(at.incarnation())) {
      throw gone(at.partition(), at.incarnation(), at.offset());
    }
  }

  private ChangesGoneException gone(int partition, IncarnationId incarnation, long upTo) {
    return new ChangesGoneException(
        "operations %d to %d of %s, partition %d, are not kept any more"
            .formatted(told.get(partition).next(incarnation), upTo - 1, incarnation, partition));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
