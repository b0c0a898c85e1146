package io.atoll.dns.wire;

import io.atoll.runtime.app.Service;
import io.atoll.runtime.net.HostPort;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of a name server: UDP and TCP on one address and port, TLS on another; UDP served by
 * threads and the others by event loops of their own. With port 0 the system chooses one that both
 * have free.
 */
public final class Listener implements Service {
  /** How often another port is tried if the system's choice for TCP is taken for UDP. */
  private static final int PORT_TRIES = 20;

  private static final int BACKLOG = 128;

  /** Answers that a TCP client hasn't read yet; above it, it isn't read from. */
  private static final WriteBufferWaterMark UNREAD_MAX = new WriteBufferWaterMark(16_384, 32_768);

  /** What the kernel keeps of one connection, which would else grow to megabytes. */
  private static final int SOCKET_BUFFER_BYTES = 32_768;

  private static final long QUIET_MILLIS = 0;
  private static final long STOP_MILLIS_MAX = 2_000;

  private final HostPort listen;
  private final Optional<Tls> tls;
  private final MessageHandler messages;
  private final WireLimits limits;
  private final Admission admission;
  private final Sockets sockets = Sockets.best();
  private final EventLoopGroup loops;
  private final ChannelGroup bound = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final List<UdpSocket> udp = new CopyOnWriteArrayList<>();
  private final AtomicInteger port = new AtomicInteger();
  private final AtomicInteger tlsPort = new AtomicInteger();

  /** Encrypted TCP. */
  public record Tls(HostPort listen, Certificate certificate) {}

  /**
   * @param tls none if absent
   */
  public Listener(
      HostPort listen,
      Optional<Tls> tls,
      MessageHandler messages,
      WireLimits limits,
      WireMeters meters) {
    this.listen = listen;
    this.tls = tls;
    this.messages = messages;
    this.limits = limits;
    this.admission = new Admission(limits, meters);
    this.loops =
        new MultiThreadIoEventLoopGroup(
            limits.threads(), new DefaultThreadFactory("dns", true), sockets.loops());
  }

  @Override
  public String name() {
    return "dns-listener";
  }

  /** The port it listens on: the system's choice if it was asked for port 0. */
  public int port() {
    return port.get();
  }

  /** The port of TLS. */
  public int tlsPort() {
    return tlsPort.get();
  }

  @Override
  public Future<Void> start() {
    return bind(listen.port() == 0 ? PORT_TRIES : 1).compose(_ -> bindTls());
  }

  private Future<Void> bindTls() {
    if (tls.isEmpty()) {
      return Future.succeededFuture();
    }
    Tls encrypted = tls.get();
    return bindTcp(encrypted.listen(), encrypted.certificate())
        .onSuccess(bound -> tlsPort.set(portOf(bound)))
        .mapEmpty();
  }

  private static int portOf(Channel channel) {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** TCP first: it never shares a port, so a second server on the same address fails here. */
  private Future<Void> bind(int tries) {
    return bindTcp(listen, /* certificate= */ null)
        .map(Listener::portOf)
        .compose(chosen -> bindUdp(chosen).onSuccess(_ -> port.set(chosen)))
        .recover(
            e -> tries > 1 ? closeAll().compose(_ -> bind(tries - 1)) : Future.failedFuture(e));
  }

  private void closeUdp() {
    udp.forEach(UdpSocket::close);
    udp.clear();
  }

  private Future<Void> closeAll() {
    closeUdp();
    Promise<Void> done = Promise.promise();
    bound.close().addListener(_ -> done.complete());
    return done.future();
  }

  private Future<Channel> bindTcp(HostPort at, @Nullable Certificate certificate) {
    return listening(
        sockets
            .tcp()
            .group(loops)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            // Connections have it from the socket that they arrive at.
            .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD_MAX)
            .childOption(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, oneReadAtATime())
            .childHandler(new TcpConnections(messages, limits, admission, certificate))
            .bind(at.host(), at.port()),
        certificate == null ? "TCP" : "TLS",
        at);
  }

  private static RecvByteBufAllocator oneReadAtATime() {
    return new FixedRecvByteBufAllocator(Frames.READ_BYTES).maxMessagesPerRead(1);
  }

  private Future<Void> bindUdp(int chosen) {
    try {
      for (int i = 0; i < limits.threads(); i++) {
        udp.add(
            new UdpSocket(
                new InetSocketAddress(listen.host(), chosen), messages, limits.threads()));
      }
    } catch (RuntimeException e) {
      return Future.failedFuture(cantListen("UDP", listen, e));
    }
    udp.forEach(UdpSocket::start);
    return Future.succeededFuture();
  }

  private Future<Channel> listening(ChannelFuture binding, String transport, HostPort at) {
    Promise<Channel> done = Promise.promise();
    binding.addListener(result -> {
      if (result.isSuccess()) {
        bound.add(binding.channel());
        done.complete(binding.channel());
      } else {
        done.fail(cantListen(transport, at, result.cause()));
      }
    });
    return done.future();
  }

  private static IllegalStateException cantListen(String transport, HostPort at, Throwable cause) {
    return new IllegalStateException(
        "can't listen on %s %s: %s; free the address, or set listen to another"
            .formatted(transport, at, cause.getMessage()),
        cause);
  }

  @Override
  public Future<Void> stop() {
    closeUdp();
    Promise<Void> done = Promise.promise();
    loops
        .shutdownGracefully(QUIET_MILLIS, STOP_MILLIS_MAX, TimeUnit.MILLISECONDS)
        .addListener(_ -> done.complete());
    return done.future();
  }
}
