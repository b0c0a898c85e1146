package io.atoll.edge;

import io.atoll.runtime.app.Service;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** A service that opens by itself when it is used, and is closed at the end. */
record Closing(String name, Supplier<Future<Void>> closer) implements Service {
  @Override
  public Future<Void> start() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    return closer.get();
  }
}
