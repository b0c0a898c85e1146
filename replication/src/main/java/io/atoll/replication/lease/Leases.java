package io.atoll.replication.lease;

import static java.util.Map.entry;

import io.atoll.replication.kafka.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This replicator's part of its region's duties, by membership in a consumer group. Every duty is a
 * partition of a topic that never holds a record: the group's protocol is wanted for its assignment
 * alone, and commits no offsets.
 *
 * <p>States: <em>joining</em> (nothing is held), <em>joined</em> (what is held may be nothing, if
 * others hold all), joining again when the group expelled this member or Kafka failed.
 */
public final class Leases implements AutoCloseable {
  /** Also how soon a change of the group is noticed. */
  private static final Duration POLL = Duration.ofMillis(100);

  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** Heartbeats that may get lost before the lease does. */
  private static final int HEARTBEATS_PER_LEASE = 5;

  private static final Logger log = LoggerFactory.getLogger(Leases.class);

  private final String bootstrap;
  private final Duration leaseTime;
  private final LeaseHolder holder;
  private final Set<Integer> held = new TreeSet<>();
  private final Thread thread;
  private volatile boolean joined;
  private volatile boolean stopping;
  private @Nullable KafkaConsumer<byte[], byte[]> consumer;

  /**
   * Does nothing until {@link #start}.
   *
   * @param bootstrap {@code host:port} of the region's Kafka
   * @param leaseTime how long a replicator may be silent before others take its duties over; the
   *     broker's {@code group.min.session.timeout.ms} at least
   */
  public Leases(String bootstrap, Duration leaseTime, LeaseHolder holder) {
    this.bootstrap = bootstrap;
    this.leaseTime = leaseTime;
    this.holder = holder;
    thread = Thread.ofPlatform().name("leases").daemon().unstarted(this::work);
  }

  public void start() {
    thread.start();
  }

  /** Whether it is known which duties this replicator has. */
  public boolean isJoined() {
    return joined;
  }

  /** The duties held now. */
  public Set<Integer> held() {
    synchronized (held) {
      return Set.copyOf(held);
    }
  }

  private void work() {
    while (!stopping) {
      try {
        membership();
      } catch (WakeupException e) {
        log.atTrace().log("woken up to stop");
      } catch (InterruptException e) {
        stopping = true;
      } catch (KafkaException e) {
        log.atWarn().setCause(e).log("leases can't be had; trying again");
        pause();
      } finally {
        joined = false;
        release(held());
      }
    }
  }

  private void membership() {
    try (KafkaConsumer<byte[], byte[]> member =
        new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      synchronized (this) {
        consumer = member;
      }
      member.subscribe(List.of(Topics.LEASES), new Assignments(member));
      while (!stopping) {
        member.poll(POLL);
      }
    } finally {
      synchronized (this) {
        consumer = null;
      }
    }
  }

  private Map<String, Object> settings() {
    int leaseMillis = Math.toIntExact(leaseTime.toMillis());
    return Map.ofEntries(
        entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
        entry(ConsumerConfig.CLIENT_ID_CONFIG, "atoll-leases"),
        entry(ConsumerConfig.GROUP_ID_CONFIG, "atoll-replicators"),
        // The newer protocol leaves the session's length to the broker: 45 s by default.
        entry(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic"),
        entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, leaseMillis),
        entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, leaseMillis / HEARTBEATS_PER_LEASE),
        // What stays with whom it was is not interrupted while the rest moves.
        entry(
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            CooperativeStickyAssignor.class.getName()),
        entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
        entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest"),
        entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
        entry(ConsumerConfig.RETRY_BACKOFF_MS_CONFIG, 50L),
        entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200L));
  }

  private final class Assignments implements ConsumerRebalanceListener {
    private final KafkaConsumer<byte[], byte[]> member;

    Assignments(KafkaConsumer<byte[], byte[]> member) {
      this.member = member;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      // Nothing is ever read.
      member.pause(added);
      hold(duties(added));
      joined = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> removed) {
      release(duties(removed));
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> removed) {
      joined = false;
      release(duties(removed));
    }
  }

  private static Set<Integer> duties(Collection<TopicPartition> partitions) {
    Set<Integer> duties = new TreeSet<>();
    partitions.forEach(partition -> duties.add(partition.partition()));
    return duties;
  }

  private void hold(Set<Integer> duties) {
    synchronized (held) {
      held.addAll(duties);
    }
    if (!duties.isEmpty()) {
      log.atInfo().addKeyValue("duties", duties).log("leases held");
      holder.hold(duties);
    }
  }

  private void release(Set<Integer> duties) {
    synchronized (held) {
      held.removeAll(duties);
    }
    if (!duties.isEmpty()) {
      log.atInfo().addKeyValue("duties", duties).log("leases released");
      holder.release(duties);
    }
  }

  private void pause() {
    try {
      Thread.sleep(RETRY);
    } catch (InterruptedException e) {
      stopping = true;
    }
  }

  /** Gives everything back, so that others need not wait for a lease to run out. */
  @Override
  public void close() {
    stopping = true;
    synchronized (this) {
      if (consumer != null) {
        consumer.wakeup();
      }
    }
    try {
      if (thread.isAlive() && !thread.join(GRACE)) {
        log.atWarn().log("the leases' thread does not end; left behind");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
