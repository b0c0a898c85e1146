package io.atoll.runtime.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** Makes a process's Vert.x, from options that it may add to. */
@FunctionalInterface
public interface VertxFactory {
  Future<Vertx> create(VertxOptions options);

  /** A Vert.x that is no member of a cluster. */
  static VertxFactory local() {
    return options -> Future.succeededFuture(Vertx.vertx(options));
  }
}
