package io.atoll.replication.kafka;

import static java.util.Objects.requireNonNull;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A region's topics, made if they are missing. All calls block, and fail with {@link
 * KafkaException} when Kafka can't be used.
 */
public final class RegionTopics implements AutoCloseable {
  /** How long a log keeps what every region must have applied or mirrored by then. */
  private static final Duration LOG_RETENTION = Duration.ofDays(7);

  /** Longer than any load of the state topic takes: a load sees every key that was there. */
  private static final Duration COMPACTION_LAG = Duration.ofMinutes(10);

  /** Small segments, since a compacted topic's open one is never compacted. */
  private static final int COMPACTED_SEGMENT_BYTES = 16 << 20;

  /** The smallest that Kafka takes. */
  private static final int POSITIONS_SEGMENT_BYTES = 1 << 20;

  /** Per partition; the oldest conflicts go first, also before their time. */
  private static final long CONFLICT_BYTES_MAX = 256L << 20;

  private static final int REQUEST_TIMEOUT_MILLIS = 5_000;
  private static final int DESCRIBE_ATTEMPTS = 100;
  private static final Duration DESCRIBE_PAUSE = Duration.ofMillis(50);

  private final Admin admin;

  /** Connects to this {@code host:port}, and keeps trying. */
  public RegionTopics(String bootstrap) {
    admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                REQUEST_TIMEOUT_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                2 * REQUEST_TIMEOUT_MILLIS,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                200));
  }

  /**
   * Makes what is missing, with the broker's default replication.
   *
   * @param sources the regions whose logs are mirrored here
   * @throws IllegalStateException if a topic has another partition count
   */
  public void ensure(int partitions, Collection<RegionId> sources) throws InterruptedException {
    List<NewTopic> wanted = new ArrayList<>();
    wanted.add(kept(Topics.LOG, partitions));
    sources.forEach(source -> wanted.add(kept(Topics.mirror(source), partitions)));
    wanted.add(positions());
    wanted.add(compacted(Topics.STATE, partitions));
    wanted.add(conflicts(partitions));
    wanted.add(compacted(Topics.LINKS, 1));
    create(wanted);
    Map<String, TopicDescription> made = awaitMade(wanted.stream().map(NewTopic::name).toList());
    for (NewTopic topic : wanted) {
      int count = requireNonNull(made.get(topic.name())).partitions().size();
      if (count != topic.numPartitions()) {
        throw new IllegalStateException(
            "topic %s has %d partitions, but the config says %d: partition counts are the same in every region and never change"
                .formatted(topic.name(), count, topic.numPartitions()));
      }
    }
  }

  private static NewTopic kept(String name, int partitions) {
    return new NewTopic(name, Optional.of(partitions), Optional.empty())
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG, Long.toString(LOG_RETENTION.toMillis()),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(Topics.RECORD_BYTES_MAX)));
  }

  private static NewTopic conflicts(int partitions) {
    return new NewTopic(Topics.CONFLICTS, Optional.of(partitions), Optional.empty())
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG, Long.toString(LOG_RETENTION.toMillis()),
                TopicConfig.RETENTION_BYTES_CONFIG, Long.toString(CONFLICT_BYTES_MAX),
                TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(COMPACTED_SEGMENT_BYTES),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(Topics.RECORD_BYTES_MAX)));
  }

  private static NewTopic compacted(String name, int partitions) {
    return new NewTopic(name, Optional.of(partitions), Optional.empty())
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, Long.toString(COMPACTION_LAG.toMillis()),
                TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(COMPACTED_SEGMENT_BYTES),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(Topics.RECORD_BYTES_MAX)));
  }

  /** Every transaction of every mirror writes here, and other regions read all of it. */
  private static NewTopic positions() {
    return new NewTopic(Topics.POSITIONS, Optional.of(1), Optional.empty())
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.SEGMENT_BYTES_CONFIG,
                Integer.toString(POSITIONS_SEGMENT_BYTES)));
  }

  private void create(List<NewTopic> topics) throws InterruptedException {
    for (Map.Entry<String, KafkaFuture<Void>> made :
        admin.createTopics(topics).values().entrySet()) {
      try {
        made.getValue().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw new KafkaException("can't make topic " + made.getKey(), e.getCause());
        }
      }
    }
  }

  /** Has the log stored like this from now on. */
  public void compressLog(LogCompression compression) throws InterruptedException {
    ConfigResource log = new ConfigResource(ConfigResource.Type.TOPIC, Topics.LOG);
    AlterConfigOp set =
        new AlterConfigOp(
            new ConfigEntry(TopicConfig.COMPRESSION_TYPE_CONFIG, compression.kafka()),
            AlterConfigOp.OpType.SET);
    try {
      admin.incrementalAlterConfigs(Map.of(log, List.of(set))).all().get();
    } catch (ExecutionException e) {
      throw new KafkaException(
          "can't have topic %s stored as %s".formatted(Topics.LOG, compression), e.getCause());
    }
  }

  /**
   * Makes the topic whose partitions stand for duties, or lets it grow to this many.
   *
   * @see io.atoll.replication.lease.Leases
   */
  public void ensureLeases(int duties) throws InterruptedException {
    create(List.of(new NewTopic(Topics.LEASES, Optional.of(duties), Optional.empty())));
    TopicDescription leases = requireNonNull(awaitMade(List.of(Topics.LEASES)).get(Topics.LEASES));
    if (leases.partitions().size() >= duties) {
      return;
    }
    try {
      admin.createPartitions(Map.of(Topics.LEASES, NewPartitions.increaseTo(duties))).all().get();
    } catch (ExecutionException e) {
      // Another replicator of this region was quicker.
      if (!(e.getCause() instanceof InvalidPartitionsException)) {
        throw new KafkaException("can't let topic %s grow".formatted(Topics.LEASES), e.getCause());
      }
    }
  }

  /** Removes the state, the mirrors and where they stand; returns when they are gone. */
  public void forgetCopies() throws InterruptedException {
    List<String> copies = new ArrayList<>(List.of(Topics.STATE, Topics.POSITIONS));
    try {
      admin.listTopics().names().get().stream()
          .filter(topic -> Topics.source(topic).isPresent())
          .forEach(copies::add);
    } catch (ExecutionException e) {
      throw new KafkaException("can't list topics", e.getCause());
    }
    for (String topic : copies) {
      remove(topic);
    }
  }

  /** Removes the log; returns when it is gone. The next one is a new incarnation. */
  public void forgetLog() throws InterruptedException {
    remove(Topics.LOG);
  }

  private void remove(String topic) throws InterruptedException {
    try {
      admin.deleteTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw new KafkaException("can't remove topic " + topic, e.getCause());
      }
    }
    for (int attempt = 1; ; attempt++) {
      try {
        describe(topic);
      } catch (KafkaException e) {
        if (e.getCause() instanceof UnknownTopicOrPartitionException) {
          return;
        }
        throw e;
      }
      if (attempt == DESCRIBE_ATTEMPTS) {
        throw new KafkaException("topic %s was removed, but is still there".formatted(topic));
      }
      Thread.sleep(DESCRIBE_PAUSE);
    }
  }

  /** Topics just made may not be known to every broker yet. */
  private Map<String, TopicDescription> awaitMade(List<String> names) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return describe(names);
      } catch (KafkaException e) {
        if (attempt == DESCRIBE_ATTEMPTS
            || !(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
        Thread.sleep(DESCRIBE_PAUSE);
      }
    }
  }

  private TopicDescription describe(String name) throws InterruptedException {
    return requireNonNull(describe(List.of(name)).get(name));
  }

  private Map<String, TopicDescription> describe(List<String> names) throws InterruptedException {
    try {
      return admin.describeTopics(names).allTopicNames().get();
    } catch (ExecutionException e) {
      throw new KafkaException("can't describe %s".formatted(names), e.getCause());
    }
  }

  /** The life that this region's log is in: its topic's id. */
  public IncarnationId incarnation(RegionId region) throws InterruptedException {
    String life = describe(Topics.LOG).topicId().toString();
    return new IncarnationId(region, life);
  }

  /** How many partitions the log has. */
  public int partitions() throws InterruptedException {
    return describe(Topics.LOG).partitions().size();
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
