package io.atoll.edge.conflicts;

import io.atoll.replication.conflict.LedgerReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Reads the ledger for clients, on threads that may block, for few at a time. */
final class Ledger {
  /** Each has a consumer, and up to a page of values in memory. */
  static final int READERS_MAX = 2;

  private final String kafka;
  private final int partitions;
  private final Semaphore room = new Semaphore(READERS_MAX);

  Ledger(String kafka, int partitions) {
    this.kafka = kafka;
    this.partitions = partitions;
  }

  int partitions() {
    return partitions;
  }

  /** Reads something; empty: there is no room now. */
  <T> Optional<Future<T>> read(Function<LedgerReader, T> what) {
    if (!room.tryAcquire()) {
      return Optional.empty();
    }
    Promise<T> done = Promise.promise();
    Thread.ofVirtual()
        .name("conflicts")
        .start(() -> {
          try {
            T found = readNow(what);
            room.release();
            done.complete(found);
          } catch (RuntimeException e) {
            room.release();
            done.fail(e);
          }
        });
    return Optional.of(done.future());
  }

  private <T> T readNow(Function<LedgerReader, T> what) {
    try (LedgerReader reader = new LedgerReader(kafka, partitions)) {
      return what.apply(reader);
    }
  }
}
