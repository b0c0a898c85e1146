package io.atoll.replication.kafka;

import static java.util.Map.entry;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Makes consumers of what is committed. They go where they are sent and nowhere else: an offset
 * that does not exist fails, none is remembered by the broker, no topic is made by asking for it.
 */
public final class CommittedReads {
  /** How soon a broker that came back is noticed. */
  private static final int RECONNECT_MAX_MILLIS = 200;

  /**
   * Kafka's own default, 64 KiB, holds a connection to that much per round trip: under 1 MB/s
   * across an ocean. The system lets the window grow with what is on its way.
   */
  public static final int SOCKET_BUFFER_OF_THE_SYSTEM = -1;

  private CommittedReads() {}

  /**
   * A consumer that has not connected yet.
   *
   * @param bootstrap {@code host:port} of a Kafka
   * @param clientId for the broker's log
   * @param timeout of every question
   * @param more settings, such as how much is fetched at a time
   */
  public static KafkaConsumer<byte[], byte[]> consumer(
      String bootstrap, String clientId, Duration timeout, Map<String, Object> more) {
    int timeoutMillis = Math.toIntExact(timeout.toMillis());
    Map<String, Object> settings =
        new HashMap<>(
            Map.ofEntries(
                entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
                entry(ConsumerConfig.CLIENT_ID_CONFIG, clientId),
                entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
                entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"),
                entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
                entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX_MILLIS),
                entry(ConsumerConfig.RECEIVE_BUFFER_CONFIG, SOCKET_BUFFER_OF_THE_SYSTEM),
                entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis),
                entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis)));
    settings.putAll(more);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
