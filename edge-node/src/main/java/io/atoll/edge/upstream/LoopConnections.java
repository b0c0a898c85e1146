package io.atoll.edge.upstream;

import io.atoll.runtime.net.HostPort;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The connections of one event loop to all targets of a pool. Used by that loop. */
final class LoopConnections {
  /** How often it is looked at who has been silent for too long: how exact time-outs are. */
  private static final long SWEEP_MILLIS = 20;

  private final Upstream upstream;
  private final VertxInternal vertx;
  private final EventLoop eventLoop;
  private final RequestWriter writer = new RequestWriter();
  private final Map<Target, Connections> all = new HashMap<>();
  private boolean sweeping;
  private boolean closed;

  LoopConnections(
      Upstream upstream, VertxInternal vertx, EventLoop eventLoop, List<Target> targets) {
    this.upstream = upstream;
    this.vertx = vertx;
    this.eventLoop = eventLoop;
    targets.forEach(target -> all.put(target, new Connections(this, target)));
  }

  Upstream upstream() {
    return upstream;
  }

  EventLoop eventLoop() {
    return eventLoop;
  }

  RequestWriter writer() {
    return writer;
  }

  boolean isClosed() {
    return closed;
  }

  private Connections of(Target target) {
    return all.computeIfAbsent(target, known -> new Connections(this, known));
  }

  void run(Call call) {
    if (!sweeping) {
      sweeping = true;
      sweepLater();
    }
    of(call.target()).run(call);
  }

  /** Somebody elsewhere waits for a connection to this target. */
  void giveUpOne(Target target) {
    of(target).giveUpOne();
  }

  /** Begins to open a connection. */
  ChannelFuture connect(HostPort to, ChannelHandler handler) {
    return new Bootstrap()
        .group(eventLoop)
        .channelFactory(vertx.transport().channelFactory(false))
        .resolver(vertx.nameResolver().nettyAddressResolverGroup())
        .option(ChannelOption.TCP_NODELAY, true)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) upstream.config().connectMax().toMillis())
        .handler(handler)
        .connect(address(to));
  }

  /** Names are looked up when they are connected to. */
  private static InetSocketAddress address(HostPort to) {
    InetAddress literal = NetUtil.createInetAddressFromIpAddressString(to.host());
    return literal == null
        ? InetSocketAddress.createUnresolved(to.host(), to.port())
        : new InetSocketAddress(literal, to.port());
  }

  private void sweepLater() {
    var _ = eventLoop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    long now = upstream.nanos();
    all.values().forEach(connections -> connections.sweep(now));
    sweeping = !closed && all.values().stream().anyMatch(connections -> !connections.isEmpty());
    if (sweeping) {
      sweepLater();
    }
  }

  void close() {
    closed = true;
    all.values().forEach(Connections::close);
  }
}
