package io.atoll.replication.simulation;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.Progress;
import io.atoll.replication.simulation.Message.Append;
import io.atoll.replication.simulation.Message.Appended;
import io.atoll.replication.simulation.Message.Found;
import io.atoll.replication.simulation.Message.Read;
import io.atoll.replication.simulation.Message.Write;
import io.atoll.replication.simulation.Message.Written;
import io.atoll.testkit.simulation.SimulatedProcess;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One life of an edge: stamps a write, appends it to the region's log with an idempotent producer
 * (one append per partition under way, repeated until answered), waits a little for the applier,
 * and answers.
 */
class SimulatedEdge {
  static final Duration RETRY = Duration.ofMillis(40);
  private static final Duration VISIBLE_POLL = Duration.ofMillis(5);
  private static final int VISIBLE_POLLS_MAX = 20;

  /** A write on its way into the log. */
  record Pending(String client, long id, long sequence, Operation operation) {}

  protected final World world;
  protected final Region region;
  protected final SimulatedProcess me;

  /** A life's producer id: the broker must not take a new life's sequences for an old one's. */
  private final long producerBase;

  private final Stamper ownClock;
  private final List<Deque<Pending>> queues;
  private long sequence;

  SimulatedEdge(World world, Region region, SimulatedProcess me) {
    this.world = world;
    this.region = region;
    this.me = me;
    producerBase = me.life() * 1_000_000L;
    ownClock = world.parts().stamper(me.clock());
    queues =
        IntStream.range(0, World.PARTITIONS)
            .<Deque<Pending>>mapToObj(_ -> new ArrayDeque<>())
            .toList();
    world.network().attach(me, this::receive);
  }

  private void receive(String from, Message message) {
    switch (message) {
      case Write write -> write(from, write);
      case Read read -> read(from, read);
      case Appended appended -> appended(appended);
      default -> throw new IllegalStateException("not for an edge: " + message);
    }
  }

  protected final void send(String to, Message message) {
    world.network().send(me.name(), to, message);
  }

  private void read(String client, Read read) {
    View view = region.view();
    if (view != null && view.serving()) {
      Cell cell = view.cell(read.key());
      send(
          client,
          cell == null
              ? new Found(read.id(), null, HybridTimestamp.ZERO)
              : new Found(read.id(), world.ledger().writeAt(cell.winner()), cell.timestamp()));
    }
  }

  private void write(String client, Write write) {
    View view = region.view();
    Optional<HybridTimestamp> stamp =
        view != null && view.serving()
            ? view.stamp(write.key(), write.token())
            : ownClock.stamp(write.token());
    if (stamp.isEmpty()) {
      return;
    }
    Mutation mutation =
        write.remove()
            ? new Mutation.RemoveRegister()
            : new Mutation.PutRegister(Bytes.utf8("value " + write.id()), "text/plain", null);
    int partition = write.key().partition(World.PARTITIONS);
    Deque<Pending> queue = queues.get(partition);
    queue.add(
        new Pending(
            client,
            write.id(),
            producerBase + sequence++,
            new Operation(write.key(), mutation, stamp.get(), "w" + write.id())));
    if (queue.size() == 1) {
      append(partition, queue.element());
    }
  }

  /** Sends until answered. */
  protected void append(int partition, Pending pending) {
    send(region.broker(), new Append(partition, pending.sequence(), pending.operation()));
    me.after(
        RETRY,
        "",
        () -> {
          if (isUnderWay(partition, pending)) {
            append(partition, pending);
          }
        });
  }

  protected final boolean isUnderWay(int partition, Pending pending) {
    Pending head = queues.get(partition).peek();
    return head != null && head.sequence() == pending.sequence();
  }

  private void appended(Appended appended) {
    Pending head = queues.get(appended.partition()).peek();
    if (head != null && head.sequence() == appended.sequence()) {
      answerOnceVisible(head, appended.position(), VISIBLE_POLLS_MAX);
      next(appended.partition());
    }
  }

  /** The head of the queue is done with. */
  protected final void next(int partition) {
    Deque<Pending> queue = queues.get(partition);
    queue.remove();
    if (!queue.isEmpty()) {
      append(partition, queue.element());
    }
  }

  private void answerOnceVisible(Pending pending, Position position, int pollsLeft) {
    View view = region.view();
    Cell cell =
        view != null && view.watermark(position.partition()).covers(position)
            ? view.cell(pending.operation().key())
            : null;
    Progress progress = cell == null ? null : cell.origins().get(position.incarnation());
    if (progress != null) {
      // The effective timestamp, or a later one of this origin: the client's next write anywhere
      // must come after it.
      answer(pending, position, progress.timestamp(), true);
    } else if (pollsLeft == 0) {
      answer(pending, position, pending.operation().timestamp(), false);
    } else {
      me.after(VISIBLE_POLL, "", () -> answerOnceVisible(pending, position, pollsLeft - 1));
    }
  }

  protected final void answer(
      Pending pending, Position position, HybridTimestamp timestamp, boolean visible) {
    world.ledger().acknowledge(pending.id(), position);
    send(pending.client(), new Written(pending.id(), position, timestamp, visible));
  }
}
