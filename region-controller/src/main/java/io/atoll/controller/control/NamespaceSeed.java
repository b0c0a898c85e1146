package io.atoll.controller.control;

import io.atoll.controller.intent.IntentCommand;
import io.atoll.controller.intent.IntentStore;
import io.atoll.core.operation.Namespace;
import io.atoll.runtime.app.Service;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the configured namespaces part of intent: tries until a majority has accepted them, in the
 * background. All controllers do, and adding what is there changes nothing.
 */
public final class NamespaceSeed implements Service {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(NamespaceSeed.class);

  private final Vertx vertx;
  private final Context context;
  private final List<Namespace> namespaces;
  private final IntentStore store;
  private final ControlRoom room;
  private boolean stopped;

  public NamespaceSeed(
      Vertx vertx,
      Context context,
      Collection<Namespace> namespaces,
      IntentStore store,
      ControlRoom room) {
    this.vertx = vertx;
    this.context = context;
    this.namespaces = List.copyOf(namespaces);
    this.store = store;
    this.room = room;
  }

  @Override
  public String name() {
    return "namespace-seed";
  }

  @Override
  public Future<Void> start() {
    context.runOnContext(_ -> seed());
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    context.runOnContext(_ -> stopped = true);
    return Future.succeededFuture();
  }

  private void seed() {
    boolean allThere =
        namespaces.stream()
            .allMatch(namespace -> room.intent().namespaces().containsKey(namespace.name()));
    if (stopped || allThere) {
      return;
    }
    Future.fromCompletionStage(
            store.propose(new IntentCommand.DeclareNamespaces(namespaces)), context)
        .onSuccess(outcome -> room.learn(outcome.intent()))
        .onFailure(e -> {
          log.atDebug().setCause(e).log("namespaces not declared yet");
          vertx.setTimer(RETRY_AFTER.toMillis(), _ -> seed());
        });
  }
}
