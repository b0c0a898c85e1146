package io.atoll.bench.replication;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Topics that come and go between rounds. */
final class Topics {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LOOK = Duration.ofMillis(20);

  private Topics() {}

  /** Makes a topic, empty, whatever had that name before. */
  static void createAnew(Broker broker, String name, int partitions) {
    delete(broker, name);
    try (Admin admin = broker.admin()) {
      NewTopic topic =
          new NewTopic(name, partitions, (short) 1)
              .configs(Map.of("max.message.bytes", Integer.toString(2 << 20)));
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        try {
          CreateTopicsResult made = admin.createTopics(List.of(topic));
          awaitKnown(admin, name, made.topicId(name).get(), deadline);
          // Answered once every partition is there: a producer whose first batch is refused, and
          // whose second is not, never gets the first one in.
          admin.listOffsets(latest(name, partitions)).all().get();
          return;
        } catch (ExecutionException e) {
          // Its predecessor is not quite gone yet.
          if (!(e.getCause() instanceof TopicExistsException) || System.nanoTime() - deadline > 0) {
            throw new IllegalStateException("can't make " + name, e);
          }
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<TopicPartition, OffsetSpec> latest(String name, int partitions) {
    return IntStream.range(0, partitions)
        .mapToObj(partition -> new TopicPartition(name, partition))
        .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest()));
  }

  /**
   * A producer that still hears of the predecessor would write to it, and then never get anything
   * into this one: the numbers of its records would not be the ones that this one waits for.
   */
  private static void awaitKnown(Admin admin, String name, Uuid id, long deadline)
      throws InterruptedException {
    while (!id.equals(known(admin, name))) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("%s with id %s is not known".formatted(name, id));
      }
      Thread.sleep(LOOK);
    }
  }

  /** What the broker tells clients the topic is; null: there is none. */
  private static @Nullable Uuid known(Admin admin, String name) throws InterruptedException {
    try {
      return requireNonNull(admin.describeTopics(List.of(name)).allTopicNames().get().get(name))
          .topicId();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return null;
      }
      throw new IllegalStateException("can't describe " + name, e);
    }
  }

  static void delete(Broker broker, String name) {
    try (Admin admin = broker.admin()) {
      admin.deleteTopics(List.of(name)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw new IllegalStateException("can't delete " + name, e);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
