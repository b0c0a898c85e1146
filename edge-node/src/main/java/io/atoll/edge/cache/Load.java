package io.atoll.edge.cache;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/** One read of L2 under way, and the readers that wait for it. Identity is what tells two apart. */
final class Load {
  private final int partition;
  private final long epoch;
  private final Promise<Read> promise = Promise.promise();

  Load(int partition, long epoch) {
    this.partition = partition;
    this.epoch = epoch;
  }

  int partition() {
    return partition;
  }

  /** The epoch of the partition's lease as this load began. */
  long epoch() {
    return epoch;
  }

  void complete(Read read) {
    promise.complete(read);
  }

  void fail(Throwable cause) {
    promise.fail(cause);
  }

  Future<Read> future() {
    return promise.future();
  }
}
