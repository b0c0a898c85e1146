package io.atoll.cli.platform.wan;

import io.atoll.core.region.RegionId;
import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.runtime.net.HostPort;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All connections that one region opens to another. What is sent along one arrives a delay later;
 * what comes back is under the delay of the opposite link. While the link is cut, connections that
 * exist are reset, and new ones at once; a reset is also what a connection to a dead process gets.
 */
public final class WanLink {
  private static final Logger log = LoggerFactory.getLogger(WanLink.class);
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

  private final RegionId from;
  private final RegionId to;
  private final Vertx vertx;
  private final WallClock wall;
  private final MonotonicClock clock;
  private final NetClient client;
  private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
  private final LongAdder carried = new LongAdder();
  private volatile Conditions conditions;

  WanLink(
      Vertx vertx,
      WallClock wall,
      MonotonicClock clock,
      RegionId from,
      RegionId to,
      Duration delay) {
    this.from = from;
    this.to = to;
    this.vertx = vertx;
    this.wall = wall;
    this.clock = clock;
    this.conditions = Conditions.usual(delay);
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout(Math.toIntExact(CONNECT_MAX.toMillis()))
                .setTcpNoDelay(true));
  }

  RegionId from() {
    return from;
  }

  RegionId to() {
    return to;
  }

  /**
   * Listens at every key, and forwards to its value.
   *
   * @param back the link of the opposite direction
   */
  Future<Void> listen(Map<HostPort, HostPort> targets, WanLink back) {
    return Future.all(
            targets.entrySet().stream()
                .map(target ->
                    vertx
                        .createNetServer(new NetServerOptions().setTcpNoDelay(true))
                        .connectHandler(socket -> carry(socket, target.getValue(), back))
                        .listen(target.getKey().port(), target.getKey().host()))
                .toList())
        .mapEmpty();
  }

  private void carry(NetSocket near, HostPort target, WanLink back) {
    if (isCut()) {
      reset(near);
      return;
    }
    near.pause();
    track(near);
    // The handshake takes a round trip, and the first byte follows it.
    long accepted = clock.nanos() + delay().plus(back.delay()).toNanos();
    client
        .connect(target.port(), target.host())
        .onSuccess(far -> {
          far.pause();
          track(far);
          // A cut, or the end, may have come while connecting.
          if (isCut() || !open.contains(near)) {
            reset(near);
            reset(far);
            return;
          }
          new DelayedPipe(vertx, clock, near, far, this::delay, carried, accepted).start();
          new DelayedPipe(vertx, clock, far, near, back::delay, back.carried, accepted).start();
        })
        .onFailure(refused -> {
          log.atDebug().addKeyValue("target", target).log("refused: {}", refused.getMessage());
          reset(near);
        });
  }

  /**
   * Until it closes. The pipe that reads it sets another close handler, so this one is a future.
   */
  private void track(NetSocket socket) {
    open.add(socket);
    ((NetSocketInternal) socket)
        .channelHandlerContext()
        .channel()
        .closeFuture()
        .addListener(closed -> open.remove(socket));
  }

  /** Closes with RST, so that the other side notices that it was no orderly end. */
  private static void reset(NetSocket socket) {
    ((NetSocketInternal) socket)
        .channelHandlerContext()
        .channel()
        .config()
        .setOption(ChannelOption.SO_LINGER, 0);
    socket.close();
  }

  /** How many bytes were sent in this direction, whoever opened the connection. */
  public long carried() {
    return carried.sum();
  }

  Duration delay() {
    return conditions.delay(now());
  }

  boolean isCut() {
    return conditions.isCut(now());
  }

  /** Resets what is open, and all that comes, for this long. */
  public void cut(Duration length) {
    change(current -> current.cut(now(), length));
    open.forEach(WanLink::reset);
    log.atInfo().addKeyValue("from", from).addKeyValue("to", to).log("cut for {}", length);
  }

  /** Ends a cut early. */
  public void join() {
    change(Conditions::joined);
  }

  /** Another one-way delay, for this long. */
  public void slow(Duration delay, Duration length) {
    change(current -> current.slowed(delay, now(), length));
  }

  /** Another one-way delay, for good. */
  public void delayFromNow(Duration delay) {
    change(current -> current.withUsual(delay));
  }

  private synchronized void change(UnaryOperator<Conditions> change) {
    conditions = change.apply(conditions);
  }

  /** {@code {from, to, delayMillis, cut, cutUntil, connections, bytes}}. */
  public JsonObject json() {
    Conditions current = conditions;
    boolean cut = current.isCut(now());
    return new JsonObject()
        .put("from", from.value())
        .put("to", to.value())
        .put("delayMillis", current.delay(now()).toMillis())
        .put("cut", cut)
        .put("cutUntil", cut ? String.valueOf(current.cutUntil()) : null)
        .put("connections", open.size() / 2)
        .put("bytes", carried());
  }

  private Instant now() {
    return Instant.ofEpochMilli(wall.millis());
  }
}
