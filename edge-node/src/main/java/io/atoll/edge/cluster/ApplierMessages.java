package io.atoll.edge.cluster;

import io.atoll.edge.cache.Leases;
import io.atoll.edge.write.Verdict;
import io.atoll.edge.write.WaitingWrites;
import io.atoll.replication.announce.AnnouncementCodec;
import io.atoll.replication.announce.Drop;
import io.atoll.replication.announce.EdgeAddresses;
import io.atoll.replication.announce.Visible;
import io.atoll.runtime.app.Service;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears the applier's messages on the region's event bus. */
public final class ApplierMessages implements Service {
  private static final Logger log = LoggerFactory.getLogger(ApplierMessages.class);

  private final Vertx vertx;
  private final String node;
  private final Leases leases;
  private final WaitingWrites waiting;
  private final Consumer<Visible> listener;
  private final List<MessageConsumer<Buffer>> consumers = new ArrayList<>();

  /**
   * @param node this edge's node id within the region
   * @param listener hears of what is visible before writers do
   */
  public ApplierMessages(
      Vertx vertx, String node, Leases leases, WaitingWrites waiting, Consumer<Visible> listener) {
    this.vertx = vertx;
    this.node = node;
    this.leases = leases;
    this.waiting = waiting;
    this.listener = listener;
  }

  @Override
  public String name() {
    return "applier-messages";
  }

  @Override
  public Future<Void> start() {
    consumers.add(vertx.eventBus().consumer(EdgeAddresses.drops(node), this::drop));
    consumers.add(vertx.eventBus().consumer(EdgeAddresses.VISIBLE, this::visible));
    return Future.join(consumers.stream().map(MessageConsumer::completion).toList()).mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList()).mapEmpty();
  }

  /** Answered once everything is dropped. */
  private void drop(Message<Buffer> message) {
    try {
      for (Drop drop : AnnouncementCodec.drops(message.body().getBytes())) {
        leases.invalidated(drop.partition(), drop.runId(), drop.sequence(), drop.keys());
      }
      message.reply(Buffer.buffer());
    } catch (RuntimeException e) {
      // Not answered: the applier waits for the lease to end, and the gap drops the partition.
      log.atError().setCause(e).log("invalidation not understood");
    }
  }

  private void visible(Message<Buffer> message) {
    try {
      for (Visible visible : AnnouncementCodec.news(message.body().getBytes())) {
        Map<Long, Verdict> verdicts = HashMap.newHashMap(visible.verdicts().size());
        visible
            .verdicts()
            .forEach(
                one -> verdicts.put(one.offset(), new Verdict(one.outcome(), one.effective())));
        // First: whoever is told of a write now finds its position reached.
        leases.visible(visible.partition(), visible.runId(), visible.watermark());
        listener.accept(visible);
        waiting.applied(visible.partition(), visible.log(), visible.next(), verdicts);
      }
    } catch (RuntimeException e) {
      // The writes that wait for it are answered by the next message or lease reply.
      log.atError().setCause(e).log("applied message not understood");
    }
  }
}
