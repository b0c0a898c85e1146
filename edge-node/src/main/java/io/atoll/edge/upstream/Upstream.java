package io.atoll.edge.upstream;

import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.upstream.UpstreamException.Kind;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A pool of a customer's servers. A request goes to one of them in turn, passing over those that
 * are down. If it could not be handed over, or could be handed over twice without harm and was lost
 * with its connection, one other target is tried. Safe for use by many threads.
 */
public final class Upstream {
  private final VertxInternal vertx;
  private final PoolConfig config;
  private final MonotonicClock clock;
  private final List<Target> targets;
  private final Map<EventLoop, LoopConnections> loops = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();
  private volatile boolean closed;

  public Upstream(Vertx vertx, PoolConfig config, MonotonicClock clock) {
    this.vertx = (VertxInternal) vertx;
    this.config = config;
    this.clock = clock;
    targets =
        config.targets().stream()
            .map(address -> new Target(address, new Places(config.connectionsMax())))
            .toList();
  }

  public String name() {
    return config.name();
  }

  PoolConfig config() {
    return config;
  }

  long nanos() {
    return clock.nanos();
  }

  /** How many of its targets are down. */
  public long downCount() {
    return targets.stream().filter(Target::isDown).count();
  }

  /** How many connections to its targets are open, in use or not. */
  public long connections() {
    return targets.stream().mapToInt(target -> target.places().taken()).sum();
  }

  /**
   * Sends a request. Fails with an {@link UpstreamException} if no answer comes.
   *
   * @return comes on the caller's event loop
   */
  public Future<UpstreamAnswer> ask(Outbound outbound) {
    ContextInternal context = vertx.getOrCreateContext();
    PromiseInternal<UpstreamAnswer> answer = context.promise();
    ask(outbound, context, answer, null);
    return answer.future();
  }

  /**
   * Asks to go on as a WebSocket, on a connection of its own; how many there are is for the caller
   * to bound. Fails with an {@link UpstreamException} if no answer comes; it is asked again only if
   * nothing was sent.
   *
   * @param outbound without a body, and without the fields that ask for the protocol
   * @return comes on the caller's event loop
   */
  public Future<Handshake> shakeHands(Outbound outbound) {
    ContextInternal context = vertx.getOrCreateContext();
    PromiseInternal<UpstreamAnswer> declined = context.promise();
    Promise<Handshake> handshake = context.promise();
    declined
        .future()
        .onComplete(
            answer -> handshake.complete(new Handshake.Declined(answer)), handshake::tryFail);
    ask(
        outbound.with(
            outbound
                .fields()
                .without("te"::equals)
                .with("connection", "upgrade")
                .plus("upgrade", "websocket")),
        context,
        declined,
        handshake);
    return handshake.future();
  }

  private void ask(
      Outbound outbound,
      ContextInternal context,
      PromiseInternal<UpstreamAnswer> answer,
      @Nullable Promise<Handshake> switched) {
    EventLoop loop = context.nettyEventLoop();
    if (loop.inEventLoop()) {
      begin(outbound, context, answer, switched);
    } else {
      loop.execute(() -> begin(outbound, context, answer, switched));
    }
  }

  private void begin(
      Outbound outbound,
      ContextInternal context,
      PromiseInternal<UpstreamAnswer> answer,
      @Nullable Promise<Handshake> switched) {
    Target target = choose(null);
    if (target == null) {
      answer.fail(allDown());
      return;
    }
    long deadline = clock.nanos() + config.totalMax().toNanos();
    run(
        context.nettyEventLoop(),
        Call.first(outbound, context, answer, switched, deadline, target));
  }

  private void run(EventLoop loop, Call call) {
    if (closed) {
      call.fail(new UpstreamException(Kind.DOWN, "pool '%s' is closed".formatted(config.name())));
      return;
    }
    loops.computeIfAbsent(loop, key -> new LoopConnections(this, vertx, key, targets)).run(call);
  }

  private UpstreamException notReached(Target target, Throwable failure) {
    return new UpstreamException(
        Kind.DOWN,
        "pool '%s' can't be reached at %s: %s"
            .formatted(config.name(), target.address(), failure.getMessage()),
        failure);
  }

  /** One that is not down, and rather not the one that has just failed. */
  private @Nullable Target choose(@Nullable Target failed) {
    int first = Math.floorMod(turn.getAndIncrement(), targets.size());
    for (int i = 0; i < targets.size(); i++) {
      Target target = targets.get((first + i) % targets.size());
      if (target != failed && target.admits(clock.nanos())) {
        return target;
      }
    }
    return failed != null && failed.admits(clock.nanos()) ? failed : null;
  }

  private UpstreamException allDown() {
    return new UpstreamException(
        Kind.DOWN, "all %d targets of pool '%s' are down".formatted(targets.size(), config.name()));
  }

  private void again(EventLoop loop, Call call) {
    Target other = choose(call.target());
    if (other == null) {
      call.fail(allDown());
    } else {
      run(loop, call.again(other));
    }
  }

  /** Nothing was sent, so anything may be sent to another. */
  void unreachable(EventLoop loop, Call call, Throwable failure) {
    call.target().failed(clock.nanos());
    if (call.isFirst() && call.deadlineNanos() - clock.nanos() > 0) {
      again(loop, call);
      return;
    }
    call.fail(notReached(call.target(), failure));
  }

  /** It was sent, at least in part, and there will be no answer. */
  void lost(EventLoop loop, Call call, Throwable failure) {
    if (failure instanceof UpstreamException known) {
      call.fail(known);
    } else if (failure instanceof TimeoutException) {
      call.fail(tooLate(failure));
    } else if (call.isFirst() && call.isRepeatable()) {
      // A connection that was kept may have been closed just as the request was sent.
      again(loop, call);
    } else {
      call.fail(
          new UpstreamException(
              Kind.BROKEN,
              "pool '%s' ended the exchange: %s".formatted(config.name(), failure.getMessage()),
              failure));
    }
  }

  void waitedTooLong(Call call) {
    call.fail(tooLate(new TimeoutException("no connection became free")));
  }

  private UpstreamException tooLate(Throwable failure) {
    return new UpstreamException(
        Kind.TIMEOUT,
        "pool '%s' did not answer within %s".formatted(config.name(), config.tryMax()),
        failure);
  }

  void busy(Call call) {
    call.fail(
        new UpstreamException(
            Kind.BUSY,
            "%d requests wait for pool '%s' already; raise connections-max, or serve faster"
                .formatted(config.connectionsMax() * Places.WAITING_PER_PLACE, config.name())));
  }

  /** A loop waits for a place while others may have connections that nobody uses. */
  void wantsPlace(Target target) {
    loops.forEach((loop, connections) -> loop.execute(() -> connections.giveUpOne(target)));
  }

  public Future<Void> close() {
    closed = true;
    List<Future<Void>> all =
        loops.values().stream()
            .map(connections -> {
              Promise<Void> done = Promise.promise();
              connections
                  .eventLoop()
                  .execute(() -> {
                    connections.close();
                    done.complete();
                  });
              return done.future();
            })
            .toList();
    return Future.join(all).mapEmpty();
  }
}
