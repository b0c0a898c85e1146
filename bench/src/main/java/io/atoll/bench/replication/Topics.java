package io.atoll.bench.replication;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Topics that come and go between rounds. */
final class Topics {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

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
          admin.createTopics(List.of(topic)).all().get();
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
