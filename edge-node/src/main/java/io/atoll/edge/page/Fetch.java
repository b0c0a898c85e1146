package io.atoll.edge.page;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * One request to an upstream under way, and all who wait for its answer. Identity is what tells two
 * apart.
 */
public final class Fetch {
  private final Promise<Fetched> promise = Promise.promise();

  /** Comes with the head of the answer, not with its end. */
  public Future<Fetched> result() {
    return promise.future();
  }

  public void complete(Fetched fetched) {
    promise.tryComplete(fetched);
  }

  public void fail(Throwable cause) {
    promise.tryFail(cause);
  }
}
