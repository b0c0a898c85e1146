package io.atoll.edge.cluster;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.edge.cache.Leases;
import io.atoll.edge.write.Verdict;
import io.atoll.edge.write.WaitingWrites;
import io.atoll.replication.cell.Outcome;
import io.atoll.runtime.app.Service;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears the applier's messages on the region's event bus. */
public final class ApplierMessages implements Service {
  private static final Logger log = LoggerFactory.getLogger(ApplierMessages.class);

  /** Where the applier tells all edges what has become visible. */
  public static final String APPLIED = "atoll.applied";

  private final Vertx vertx;
  private final String node;
  private final Leases leases;
  private final WaitingWrites waiting;
  private final List<MessageConsumer<JsonObject>> consumers = new ArrayList<>();

  /**
   * @param node this edge's node id within the region
   */
  public ApplierMessages(Vertx vertx, String node, Leases leases, WaitingWrites waiting) {
    this.vertx = vertx;
    this.node = node;
    this.leases = leases;
    this.waiting = waiting;
  }

  /** Where the applier tells this edge to drop keys. */
  public static String invalidations(String node) {
    return "atoll.edge." + node + ".invalidate";
  }

  @Override
  public String name() {
    return "applier-messages";
  }

  @Override
  public Future<Void> start() {
    consumers.add(vertx.eventBus().consumer(invalidations(node), this::invalidate));
    consumers.add(vertx.eventBus().consumer(APPLIED, this::applied));
    return Future.join(consumers.stream().map(MessageConsumer::completion).toList()).mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList()).mapEmpty();
  }

  /** {@code {"p":int,"run":text?,"seq":long,"keys":[text,...]}}; answered once dropped. */
  private void invalidate(Message<JsonObject> message) {
    JsonObject body = message.body();
    try {
      JsonArray texts = body.getJsonArray("keys");
      List<Key> keys = new ArrayList<>(texts.size());
      for (int i = 0; i < texts.size(); i++) {
        keys.add(Key.parse(texts.getString(i)));
      }
      leases.invalidated(body.getInteger("p"), body.getString("run"), body.getLong("seq"), keys);
      message.reply(new JsonObject());
    } catch (RuntimeException e) {
      // Not answered: the applier waits for the lease to end, and the gap drops the partition.
      log.atError().setCause(e).log("invalidation not understood");
    }
  }

  /** {@code {"p":int,"incarnation":text?,"upTo":long,"outcomes":[[offset,text,effective],...]}}. */
  private void applied(Message<JsonObject> message) {
    JsonObject body = message.body();
    try {
      String incarnation = body.getString("incarnation");
      JsonArray triples = body.getJsonArray("outcomes");
      Map<Long, Verdict> outcomes = HashMap.newHashMap(triples.size());
      for (int i = 0; i < triples.size(); i++) {
        JsonArray triple = triples.getJsonArray(i);
        outcomes.put(
            triple.getLong(0),
            new Verdict(
                Outcome.valueOf(triple.getString(1).toUpperCase(Locale.ROOT)),
                new HybridTimestamp(triple.getLong(2))));
      }
      waiting.applied(
          body.getInteger("p"),
          incarnation == null ? null : IncarnationId.parse(incarnation),
          body.getLong("upTo"),
          outcomes);
    } catch (RuntimeException e) {
      // The writes that wait for it are answered by the next message or lease reply.
      log.atError().setCause(e).log("applied message not understood");
    }
  }
}
