package io.atoll.replication.kafka;

import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.replication.log.OperationCodec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the log in one of its lives. Those of one turn of an event loop go to the broker
 * together.
 *
 * <p>A log may be made anew while appends are on their way, and the producer follows it by itself.
 * So an append is confirmed only if the producer has heard nothing of the topic since its id was
 * last asked for; else the id is asked for again first.
 */
final class LogAppender {
  /**
   * So often in a row the broker is asked for the id at most. It answers within a second, or not at
   * all: as while it restarts, when what it has taken was written nonetheless.
   */
  static final int ASKS_MAX = 5;

  private final Vertx vertx;
  private final IncarnationId life;
  private final int partitions;
  private final Producer<byte[], byte[]> producer;
  private final ProducerWitness witness;
  private final Supplier<Future<Void>> inLife;
  private final List<Append> appends = new ArrayList<>();

  /** What answers have settled, until it is told; its monitor guards the two fields that follow. */
  private final List<Settled> settled = new ArrayList<>();

  private long witnessed = -1;
  private boolean asking;

  /** What every append fails with, from now on. */
  private volatile @Nullable IllegalStateException refusal;

  /**
   * @param life that the log is in
   * @param partitions of the log
   * @param producer has its metadata
   * @param witness the producer's
   * @param inLife asks the broker; fails unless the log is in that life still
   */
  LogAppender(
      Vertx vertx,
      IncarnationId life,
      int partitions,
      Producer<byte[], byte[]> producer,
      ProducerWitness witness,
      Supplier<Future<Void>> inLife) {
    this.vertx = vertx;
    this.life = life;
    this.partitions = partitions;
    this.producer = producer;
    this.witness = witness;
    this.inLife = inLife;
  }

  IncarnationId life() {
    return life;
  }

  /** Has every append fail from now on, and those that are not confirmed yet. Null: none. */
  void refuse(@Nullable IllegalStateException why) {
    refusal = why;
  }

  /** Why nothing is appended; null: it is. */
  @Nullable IllegalStateException refusal() {
    return refusal;
  }

  Future<Position> append(Operation operation) {
    IllegalStateException refused = refusal;
    if (refused != null) {
      return Future.failedFuture(refused);
    }
    Append append =
        new Append(
            new ProducerRecord<>(
                Topics.LOG,
                operation.key().partition(partitions),
                operation.key().bytes(),
                OperationCodec.encode(operation)),
            Promise.promise());
    boolean first;
    synchronized (appends) {
      first = appends.isEmpty();
      appends.add(append);
    }
    if (first) {
      Context context = vertx.getOrCreateContext();
      context.runOnContext(_ -> send(context));
    }
    return append.promise.future();
  }

  private void send(Context context) {
    List<Append> together;
    synchronized (appends) {
      together = List.copyOf(appends);
      appends.clear();
    }
    IllegalStateException refused = refusal;
    for (Append append : together) {
      if (refused != null) {
        append.promise.fail(refused);
        continue;
      }
      Callback settle =
          (metadata, failure) -> settle(new Settled(append, metadata, failure), context);
      try {
        var _ = producer.send(append.record, settle);
      } catch (RuntimeException e) {
        append.promise.fail(e);
      }
    }
  }

  /** On the producer's thread; what a response settles goes to the event loop together. */
  private void settle(Settled one, Context context) {
    boolean first;
    synchronized (settled) {
      first = settled.isEmpty();
      settled.add(one);
    }
    if (first) {
      context.runOnContext(_ -> settleAll());
    }
  }

  private void settleAll() {
    List<Settled> together = List.of();
    boolean ask;
    synchronized (settled) {
      ask = !asking && !settled.isEmpty() && witness.answers() != witnessed;
      if (ask) {
        asking = true;
      } else if (!asking) {
        together = takeSettled();
      }
    }
    together.forEach(one -> one.tell(life));
    if (ask) {
      ask(ASKS_MAX);
    }
  }

  private void ask(int times) {
    long answers = witness.answers();
    inLife
        .get()
        .onComplete((_, failure) -> {
          if (failure instanceof TimeoutException && times > 1) {
            ask(times - 1);
            return;
          }
          List<Settled> failed;
          synchronized (settled) {
            asking = false;
            failed = failure == null ? List.of() : takeSettled();
            witnessed = failure == null ? answers : witnessed;
          }
          failed.forEach(one -> one.append.promise.fail(failure));
          if (failure == null) {
            settleAll();
          }
        });
  }

  private List<Settled> takeSettled() {
    List<Settled> all = List.copyOf(settled);
    settled.clear();
    return all;
  }

  /** Blocks until what is under way has ended, at most this long. */
  void close(Duration patience) {
    producer.close(patience);
  }

  /** An operation on its way into the log. */
  private record Append(ProducerRecord<byte[], byte[]> record, Promise<Position> promise) {}

  /** What became of an append: it has metadata, or failed. */
  private record Settled(
      Append append, @Nullable RecordMetadata metadata, @Nullable Exception failure) {
    void tell(IncarnationId life) {
      if (failure == null && metadata != null) {
        append.promise.complete(new Position(life, metadata.partition(), metadata.offset()));
      } else {
        append.promise.fail(failure);
      }
    }
  }
}
