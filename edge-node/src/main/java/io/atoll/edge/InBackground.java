package io.atoll.edge;

import io.atoll.runtime.app.Service;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service that others don't wait for: an edge serves reads while its region's log is yet to come.
 */
record InBackground(Service service) implements Service {
  private static final Logger log = LoggerFactory.getLogger(InBackground.class);

  @Override
  public String name() {
    return service.name();
  }

  @Override
  public Future<Void> start() {
    service
        .start()
        .onFailure(
            e -> log.atError().addKeyValue("service", name()).setCause(e).log("not started"));
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    return service.stop();
  }
}
