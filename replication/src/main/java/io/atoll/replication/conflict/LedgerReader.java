package io.atoll.replication.conflict;

import static java.util.Map.entry;

import io.atoll.core.operation.Mutation;
import io.atoll.core.position.Position;
import io.atoll.replication.kafka.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads this region's conflict ledger, the newest conflicts first. All calls block. */
public final class LedgerReader implements AutoCloseable {
  /** Looked at for one page; one that finds less says where to go on. */
  private static final int SCANNED_MAX = 2_000;

  /** Of the lost values of one page, but for the last of them. */
  private static final long PAGE_BYTES_MAX = 4L << 20;

  private static final int TIMEOUT_MILLIS = 5_000;

  /** What is asked for is there, so that the broker has nothing to wait for. */
  private static final int WAIT_MILLIS = 5;

  private final int partitions;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /** What makes a conflict the same as another one: the applier may keep one twice. */
  private record Lost(Position loser, Mutation what) {}

  /**
   * A reader.
   *
   * @param bootstrap of this region's Kafka
   */
  public LedgerReader(String bootstrap, int partitions) {
    this.partitions = partitions;
    consumer =
        new KafkaConsumer<>(
            Map.ofEntries(
                entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
                entry(ConsumerConfig.CLIENT_ID_CONFIG, "atoll-conflicts"),
                entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
                entry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, WAIT_MILLIS),
                entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Topics.RECORD_BYTES_MAX),
                entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topics.RECORD_BYTES_MAX),
                entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS),
                entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /**
   * Reads a page, each losing write once.
   *
   * @param from null: the newest ones
   * @param sinceMillis older ones are left out
   * @param limit at least 1; a page may be shorter and still not the last
   * @throws LedgerUnavailableException if the ledger can't be read now
   */
  public LedgerPage page(
      @Nullable LedgerCursor from, long sinceMillis, int limit, Predicate<Conflict> wanted) {
    try {
      return read(from, sinceMillis, limit, wanted);
    } catch (KafkaException e) {
      throw new LedgerUnavailableException(e);
    }
  }

  private LedgerPage read(
      @Nullable LedgerCursor from, long sinceMillis, int limit, Predicate<Conflict> wanted) {
    List<LedgerTail> tails = new ArrayList<>(partitions);
    for (int i = 0; i < partitions; i++) {
      tails.add(new LedgerTail(consumer, i, from == null ? Long.MAX_VALUE : from.before().get(i)));
    }
    List<KeptConflict> page = new ArrayList<>();
    Set<Lost> known = new HashSet<>();
    long bytes = 0;
    for (int scanned = 0;
        scanned < SCANNED_MAX && page.size() < limit && bytes < PAGE_BYTES_MAX;
        scanned++) {
      LedgerTail latest = latest(tails, sinceMillis);
      if (latest == null) {
        return new LedgerPage(page, null);
      }
      KeptConflict kept = latest.peek();
      latest.take();
      if (kept != null && wanted.test(kept.conflict())) {
        Mutation lost = kept.conflict().loss().lost();
        if (known.add(new Lost(kept.conflict().loss().loser(), lost))) {
          page.add(kept);
          bytes += size(lost);
        }
      }
    }
    LedgerCursor older = new LedgerCursor(tails.stream().map(LedgerTail::before).toList());
    return new LedgerPage(page, latest(tails, sinceMillis) == null ? null : older);
  }

  /** The tail with the latest conflict; null: there is none that is late enough. */
  private static @Nullable LedgerTail latest(List<LedgerTail> tails, long sinceMillis) {
    LedgerTail latest = null;
    long latestMillis = sinceMillis;
    for (LedgerTail tail : tails) {
      KeptConflict last = tail.peek();
      if (last != null && last.conflict().foundMillis() >= latestMillis) {
        latest = tail;
        latestMillis = last.conflict().foundMillis();
      }
    }
    return latest;
  }

  private static int size(Mutation lost) {
    return switch (lost) {
      case Mutation.PutRegister put -> put.value().size();
      case Mutation.PutDocument put -> put.json().size();
      case Mutation.PatchDocument patch -> patch.json().size();
      case Mutation.RemoveRegister _, Mutation.RemoveDocument _ -> 0;
      case Mutation.AddToCounter _, Mutation.ResetCounter _ -> 0;
      case Mutation.AddMember _, Mutation.RemoveMember _ -> 0;
      case Mutation.SubmitScore _, Mutation.RemoveScore _ -> 0;
    };
  }

  /**
   * Reads one conflict; empty: it is not kept, any more or at all.
   *
   * @throws LedgerUnavailableException if the ledger can't be read now
   */
  public Optional<KeptConflict> find(int partition, long offset) {
    if (partition >= partitions) {
      return Optional.empty();
    }
    try {
      LedgerTail upTo = new LedgerTail(consumer, partition, offset + 1);
      KeptConflict last = upTo.peek();
      return last != null && last.offset() == offset ? Optional.of(last) : Optional.empty();
    } catch (KafkaException e) {
      throw new LedgerUnavailableException(e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
