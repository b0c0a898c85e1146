package io.atoll.replication.apply;

import io.atoll.core.time.MonotonicClock;
import io.atoll.replication.announce.AnnouncementCodec;
import io.atoll.replication.announce.Drop;
import io.atoll.replication.announce.EdgeAddresses;
import io.atoll.replication.announce.Visible;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries what all appliers of a replicator announce. What is for an edge that has not answered the
 * last message waits, and goes together with the next: alone, a change waits for nobody; among
 * many, edges are asked seldom. Used on its {@link #context} only.
 */
final class Courier {
  /** After this long without an answer, what waits goes all the same: a message may be lost. */
  private static final Duration HELD_BACK_MAX = Duration.ofMillis(20);

  private final Vertx vertx;
  private final Context context;
  private final MonotonicClock clock;

  /** Those to which something is on its way. */
  private final Map<String, Edge> edges = new HashMap<>();

  private List<Visible> news = new ArrayList<>();

  /** Keeps to the event loop of the caller, or to one of its own. */
  Courier(Vertx vertx, MonotonicClock clock) {
    this.vertx = vertx;
    this.clock = clock;
    this.context = vertx.getOrCreateContext();
  }

  Context context() {
    return context;
  }

  /** One edge, and what is to be sent to it. */
  private static final class Edge {
    final String name;
    List<Parcel> waiting = new ArrayList<>();
    int underWay;
    long sentNanos;
    boolean due;

    Edge(String name) {
      this.name = name;
    }
  }

  private record Parcel(Drop drop, Duration within, Promise<Void> answered) {}

  /**
   * Asks an edge to drop keys.
   *
   * @param within for how long an answer is of interest
   * @return when it has answered; fails if it doesn't
   */
  Future<Void> drop(String name, Drop drop, Duration within) {
    Edge edge = edges.computeIfAbsent(name, Edge::new);
    Parcel parcel = new Parcel(drop, within, Promise.promise());
    edge.waiting.add(parcel);
    boolean free = edge.underWay == 0 || clock.nanos() - edge.sentNanos > HELD_BACK_MAX.toNanos();
    if (free && !edge.due) {
      edge.due = true;
      // Not at once: other partitions' drops may come in this very turn of the event loop.
      context.runOnContext(_ -> send(edge));
    }
    return parcel.answered.future();
  }

  private void send(Edge edge) {
    List<Parcel> parcels = edge.waiting;
    edge.waiting = new ArrayList<>();
    edge.due = false;
    edge.underWay++;
    edge.sentNanos = clock.nanos();
    long within =
        parcels.stream().mapToLong(parcel -> parcel.within.toMillis()).max().orElseThrow();
    byte[] message = AnnouncementCodec.drops(parcels.stream().map(Parcel::drop).toList());
    vertx
        .eventBus()
        .<Buffer>request(
            EdgeAddresses.drops(edge.name),
            Buffer.buffer(message),
            new DeliveryOptions().setSendTimeout(Math.max(1, within)))
        .onComplete(answer -> answered(edge, parcels, answer));
  }

  private void answered(Edge edge, List<Parcel> parcels, AsyncResult<Message<Buffer>> answer) {
    edge.underWay--;
    if (!edge.waiting.isEmpty()) {
      if (!edge.due) {
        send(edge);
      }
    } else if (edge.underWay == 0) {
      edges.remove(edge.name, edge);
    }
    @Nullable Throwable failure = answer.cause();
    for (Parcel parcel : parcels) {
      if (failure == null) {
        parcel.answered.complete();
      } else {
        parcel.answered.fail(failure);
      }
    }
  }

  /** Tells all edges what has become visible. */
  void tell(Visible visible) {
    if (news.isEmpty()) {
      context.runOnContext(_ -> publish());
    }
    news.add(visible);
  }

  private void publish() {
    List<Visible> together = news;
    news = new ArrayList<>();
    vertx
        .eventBus()
        .publish(EdgeAddresses.VISIBLE, Buffer.buffer(AnnouncementCodec.news(together)));
  }
}
