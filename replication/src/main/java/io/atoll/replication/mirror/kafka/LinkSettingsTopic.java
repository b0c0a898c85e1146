package io.atoll.replication.mirror.kafka;

import static java.util.Map.entry;

import io.atoll.core.region.RegionId;
import io.atoll.replication.kafka.Topics;
import io.atoll.replication.mirror.LinkSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators want of a region's links, in a compacted topic of the region's Kafka: it outlives
 * replicators, and each of them follows it. {@code source -> settings}.
 */
public final class LinkSettingsTopic implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LinkSettingsTopic.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final TopicPartition ONLY = new TopicPartition(Topics.LINKS, 0);

  private final String bootstrap;
  private final BiConsumer<RegionId, LinkSettings> follower;
  private final Map<RegionId, LinkSettings> known = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean stopping;
  private @Nullable KafkaConsumer<byte[], byte[]> consumer;

  /**
   * Does nothing until {@link #start}.
   *
   * @param follower hears of every source's settings, once at the beginning and at every change
   */
  public LinkSettingsTopic(String bootstrap, BiConsumer<RegionId, LinkSettings> follower) {
    this.bootstrap = bootstrap;
    this.follower = follower;
    thread = Thread.ofVirtual().name("link-settings").unstarted(this::work);
  }

  public void start() {
    thread.start();
  }

  /** The settings of a link, as last heard. */
  public LinkSettings of(RegionId source) {
    return known.getOrDefault(source, LinkSettings.DEFAULT);
  }

  /** Writes settings down; blocks until they are saved. Those of a region's replicators follow. */
  public void set(RegionId source, LinkSettings settings) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.LINGER_MS_CONFIG, 0,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MILLIS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      CompletableFuture<Void> saved = new CompletableFuture<>();
      var _ =
          producer.send(
              new ProducerRecord<>(Topics.LINKS, 0, utf8(source.value()), utf8(settings.encode())),
              (_, failure) -> {
                if (failure == null) {
                  saved.complete(null);
                } else {
                  saved.completeExceptionally(failure);
                }
              });
      saved.join();
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void work() {
    while (!stopping) {
      try {
        follow();
      } catch (WakeupException e) {
        log.atTrace().log("woken up to stop");
      } catch (InterruptException | InterruptedException e) {
        stopping = true;
      } catch (KafkaException e) {
        log.atDebug().setCause(e).log("link settings can't be read; trying again");
      }
    }
  }

  private void follow() throws InterruptedException {
    try (KafkaConsumer<byte[], byte[]> reader =
        new KafkaConsumer<>(
            Map.ofEntries(
                entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
                entry(ConsumerConfig.CLIENT_ID_CONFIG, "atoll-link-settings"),
                entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
                entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS),
                entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      synchronized (this) {
        consumer = reader;
      }
      reader.assign(List.of(ONLY));
      reader.seekToBeginning(List.of(ONLY));
      while (!stopping) {
        reader.poll(POLL).forEach(this::heard);
      }
    } finally {
      synchronized (this) {
        consumer = null;
      }
      if (!stopping) {
        Thread.sleep(RETRY);
      }
    }
  }

  private void heard(ConsumerRecord<byte[], byte[]> record) {
    try {
      RegionId source = RegionId.of(new String(record.key(), StandardCharsets.UTF_8));
      LinkSettings settings =
          LinkSettings.parse(new String(record.value(), StandardCharsets.UTF_8));
      if (!settings.equals(known.put(source, settings))) {
        follower.accept(source, settings);
      }
    } catch (IllegalArgumentException e) {
      log.atError()
          .log("link settings at offset {} are left aside: {}", record.offset(), e.getMessage());
    }
  }

  @Override
  public void close() {
    stopping = true;
    synchronized (this) {
      if (consumer != null) {
        consumer.wakeup();
      }
    }
  }
}
