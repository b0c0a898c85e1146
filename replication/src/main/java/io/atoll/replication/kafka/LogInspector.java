package io.atoll.replication.kafka;

import static java.util.Objects.requireNonNull;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/** Asks a region's Kafka how its log is. Never blocks but to close. */
final class LogInspector implements AutoCloseable {
  /** Below what those who ask for health wait. */
  private static final int TIMEOUT_MILLIS = 800;

  private static final ConfigResource CONFIG =
      new ConfigResource(ConfigResource.Type.TOPIC, Topics.LOG);

  private final Vertx vertx;
  private final RegionId region;
  private final Admin admin;

  /**
   * What the broker says of the log.
   *
   * @param leaderless a partition that has no leader; -1: all have one
   */
  record Found(IncarnationId life, int leaderless, boolean sealed) {}

  /** Connects to this {@code host:port}, and keeps trying. */
  LogInspector(Vertx vertx, RegionId region, String bootstrap) {
    this.vertx = vertx;
    this.region = region;
    admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.CLIENT_ID_CONFIG,
                "atoll-log-check",
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                KafkaRegionLog.RECONNECT_MAX_MILLIS));
  }

  Future<Found> find() {
    Future<TopicDescription> topic =
        onEventLoop(
            requireNonNull(
                admin
                    .describeTopics(
                        List.of(Topics.LOG), new DescribeTopicsOptions().timeoutMs(TIMEOUT_MILLIS))
                    .topicNameValues()
                    .get(Topics.LOG)));
    Future<Config> config =
        onEventLoop(
            requireNonNull(
                admin
                    .describeConfigs(
                        List.of(CONFIG), new DescribeConfigsOptions().timeoutMs(TIMEOUT_MILLIS))
                    .values()
                    .get(CONFIG)));
    return Future.all(topic, config)
        .map(_ ->
            new Found(
                new IncarnationId(region, topic.result().topicId().toString()),
                leaderless(topic.result()),
                LogSeal.isSet(config.result())));
  }

  private <T> Future<T> onEventLoop(KafkaFuture<T> answer) {
    return Future.fromCompletionStage(answer.toCompletionStage(), vertx.getOrCreateContext());
  }

  private static int leaderless(TopicDescription topic) {
    return topic.partitions().stream()
        .filter(partition -> partition.leader() == null || partition.leader().isEmpty())
        .mapToInt(TopicPartitionInfo::partition)
        .findFirst()
        .orElse(-1);
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
