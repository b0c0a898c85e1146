package io.atoll.replication;

import io.atoll.replication.mirror.Membership;
import io.atoll.runtime.admin.AdminEndpoint;
import io.atoll.runtime.app.App;
import io.atoll.runtime.app.Service;
import io.atoll.runtime.feed.RoutingTableFeed;
import io.vertx.core.Vertx;
import java.util.List;

/** The replicator of one region: {@code --config FILE}. */
public final class ReplicatorMain {
  private ReplicatorMain() {}

  public static void main(String[] args) {
    App.run(args, ReplicatorConfig::read, ReplicatorMain::assemble);
  }

  /** The services of a replicator. */
  public static List<Service> assemble(Vertx vertx, ReplicatorConfig config, AdminEndpoint admin) {
    Replicator replicator = new Replicator(vertx, config, admin.meters(), ReplicatorMain::end);
    admin.readiness("replication", replicator::readiness);
    new ReplicationRoutes(replicator).on(admin.router());
    new LinkRoutes(vertx, replicator, admin.access()).on(admin.router());
    new ReseedRoutes(vertx, replicator, admin.access(), ReplicatorMain::end).on(admin.router());
    new RangeRoutes(replicator, admin.access()).on(admin.router());
    new LivesRoutes(vertx, replicator).on(admin.router());
    if (config.controllers().isEmpty()) {
      return List.of(replicator);
    }
    RoutingTableFeed feed =
        new RoutingTableFeed(
            vertx, config.controllers(), config.process().stateDir(), admin.meters());
    feed.onChange(table -> replicator.follow(Membership.of(table)));
    // The feed first: it begins with the table on disk.
    return List.of(feed, replicator);
  }

  /** On a thread of its own: the hook that stops the process waits for event loops. */
  private static void end() {
    Thread.ofPlatform().name("end").start(() -> System.exit(App.EXIT_OK));
  }
}
