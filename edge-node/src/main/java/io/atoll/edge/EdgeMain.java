package io.atoll.edge;

import io.atoll.edge.health.Probe;
import io.atoll.edge.session.SessionKeyFile;
import io.atoll.replication.kafka.KafkaRegionLog;
import io.atoll.replication.redis.RedisLink;
import io.atoll.replication.redis.RedisLinks;
import io.atoll.replication.redis.RedisView;
import io.atoll.runtime.admin.AdminEndpoint;
import io.atoll.runtime.admin.Readiness;
import io.atoll.runtime.app.App;
import io.atoll.runtime.app.Service;
import io.atoll.runtime.feed.RoutingTableFeed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The edge process: {@code --config FILE}, see {@link EdgeConfig}. */
public final class EdgeMain {
  /** Redis is next door; one that takes longer is as good as gone. */
  private static final Duration REDIS_TIMEOUT = Duration.ofMillis(500);

  /** How soon a rotation of keys or certificates is noticed. */
  private static final Duration KEYS_RELOAD = Duration.ofSeconds(5);

  private EdgeMain() {}

  public static void main(String[] args) {
    App.run(args, EdgeConfig::read, EdgeMain::assemble);
  }

  /** The services of an edge, in the order in which they start. */
  static List<Service> assemble(Vertx vertx, EdgeConfig config, AdminEndpoint admin) {
    RoutingTableFeed feed =
        new RoutingTableFeed(
            vertx, config.controllers(), config.process().stateDir(), admin.meters());
    RedisLink redis = new RedisLink(vertx, "redis://" + config.redis(), REDIS_TIMEOUT);
    boolean shares = config.proxy().shared().enabled() && !config.proxy().routes().isEmpty();
    @Nullable RedisLinks pages =
        shares ? new RedisLinks(vertx, "redis://" + config.redis(), REDIS_TIMEOUT) : null;
    KafkaRegionLog log =
        new KafkaRegionLog(
            vertx, config.process().region(), config.kafka().toString(), config.partitions());
    SessionKeyFile keys = new SessionKeyFile(config.sessions().keys());
    EdgeNode node =
        new EdgeNode(
            vertx,
            config,
            new RedisView(redis, config.partitions()),
            log,
            new Probe("log", log::check),
            feed::current,
            keys.seal(),
            pages,
            admin.access(),
            admin.meters());
    admin.readiness("routing-table", feed::readiness);
    admin.readiness("view", node::viewReadiness);
    admin.readiness("log", () -> Readiness.of(log.refusal().isEmpty(), log.refusal()));
    return List.of(
        feed,
        new InBackground(log),
        new Closing("redis", redis::close),
        new Closing("shared-pages", () -> pages == null ? Future.succeededFuture() : pages.close()),
        new Repeating(vertx, "session-keys", KEYS_RELOAD, keys::reload),
        new Repeating(vertx, "certificates", KEYS_RELOAD, node::reloadCertificates),
        node);
  }
}
