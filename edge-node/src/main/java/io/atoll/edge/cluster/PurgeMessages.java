package io.atoll.edge.cluster;

import io.atoll.core.operation.Key;
import io.atoll.edge.invalidate.OtherEdges;
import io.atoll.edge.invalidate.Purge;
import io.atoll.edge.invalidate.Purges;
import io.atoll.replication.log.ByteReader;
import io.atoll.replication.log.ByteWriter;
import io.atoll.replication.log.UnreadableException;
import io.atoll.runtime.app.Service;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a region's edges of what unsafe requests at one of them made doubtful, on the event bus:
 * version, count, and the name of each purge. What is not in the log may be lost on the way.
 */
public final class PurgeMessages implements Service, OtherEdges {
  private static final Logger log = LoggerFactory.getLogger(PurgeMessages.class);

  private static final String ADDRESS = "atoll.edges.purged";
  private static final String FROM = "from";
  private static final int VERSION = 1;
  private static final int EXPECTED_BYTES = 256;

  private final Vertx vertx;
  private final String node;
  private final Purges purges;
  private @Nullable MessageConsumer<Buffer> consumer;

  /**
   * @param node this edge's node id within the region
   */
  public PurgeMessages(Vertx vertx, String node, Purges purges) {
    this.vertx = vertx;
    this.node = node;
    this.purges = purges;
  }

  @Override
  public String name() {
    return "purge-messages";
  }

  @Override
  public Future<Void> start() {
    MessageConsumer<Buffer> hearing = vertx.eventBus().consumer(ADDRESS, this::heard);
    consumer = hearing;
    return hearing.completion();
  }

  @Override
  public Future<Void> stop() {
    MessageConsumer<Buffer> hearing = consumer;
    return hearing == null ? Future.succeededFuture() : hearing.unregister();
  }

  @Override
  public void tell(List<Purge> told) {
    ByteWriter out = new ByteWriter(EXPECTED_BYTES).int8(VERSION).variable(told.size());
    told.forEach(purge -> out.text(purge.key().name()));
    vertx
        .eventBus()
        .publish(
            ADDRESS, Buffer.buffer(out.toBytes()), new DeliveryOptions().addHeader(FROM, node));
  }

  private void heard(Message<Buffer> message) {
    if (node.equals(message.headers().get(FROM))) {
      return; // has seen it
    }
    try {
      ByteReader in = new ByteReader("purges", message.body().getBytes()).version(VERSION);
      for (int left = in.count("purges"); left > 0; left--) {
        Purge.of(new Key(Purge.NAMESPACE, in.text())).ifPresent(purges::apply);
      }
    } catch (UnreadableException | IllegalArgumentException e) {
      log.atError().setCause(e).log("purges of another edge not understood");
    }
  }
}
