package io.atoll.dns.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.util.concurrent.TimeUnit;

/** Sets up each TCP connection: counted, bounded, framed by two bytes of length, timed. */
@SuppressWarnings("FutureReturnValueIgnored") // A connection that fails to close has closed.
final class TcpConnections extends ChannelInitializer<SocketChannel> {
  private static final int LENGTH_BYTES = 2;

  private final MessageHandler messages;
  private final WireLimits limits;
  private final WireMeters meters;

  TcpConnections(MessageHandler messages, WireLimits limits, WireMeters meters) {
    this.messages = messages;
    this.limits = limits;
    this.meters = meters;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    if (!admit(channel)) {
      channel.close();
      return;
    }
    channel
        .pipeline()
        .addLast(
            new Frames(),
            // Behind the frames, so that only whole queries count as life: bytes that trickle in
            // don't keep a connection open.
            new ReadTimeoutHandler(limits.tcpIdle().toMillis(), TimeUnit.MILLISECONDS),
            new LengthFieldPrepender(LENGTH_BYTES),
            new TcpHandler(messages));
  }

  private boolean admit(Channel channel) {
    if (meters.connections().incrementAndGet() > limits.tcpConnections()) {
      meters.connections().decrementAndGet();
      meters.connectionRefused();
      return false;
    }
    channel.closeFuture().addListener(_ -> meters.connections().decrementAndGet());
    return true;
  }
}
