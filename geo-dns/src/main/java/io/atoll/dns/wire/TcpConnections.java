package io.atoll.dns.wire;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sets up each TCP connection: counted, bounded, framed by two bytes of length, timed. */
@SuppressWarnings("FutureReturnValueIgnored") // A connection that fails to close has closed.
final class TcpConnections extends ChannelInitializer<SocketChannel> {
  private static final int LENGTH_BYTES = 2;

  private final MessageHandler messages;
  private final WireLimits limits;
  private final Admission admission;
  private final @Nullable Certificate certificate;

  /**
   * @param certificate null if they are not encrypted
   */
  TcpConnections(
      MessageHandler messages,
      WireLimits limits,
      Admission admission,
      @Nullable Certificate certificate) {
    this.messages = messages;
    this.limits = limits;
    this.admission = admission;
    this.certificate = certificate;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    if (!admission.admits(channel)) {
      channel.close();
      return;
    }
    if (certificate != null) {
      SslHandler encryption = certificate.handler(channel.alloc());
      encryption.setHandshakeTimeoutMillis(limits.tcpIdle().toMillis());
      channel.pipeline().addLast(encryption);
    }
    channel
        .pipeline()
        .addLast(new Frames())
        // Behind the frames, so that only whole queries count as life: bytes that trickle in
        // don't keep a connection open.
        .addLast(TcpHandler.IDLE, idle())
        .addLast(new LengthFieldPrepender(LENGTH_BYTES))
        .addLast(
            new TcpHandler(
                messages,
                certificate == null ? Transport.TCP : Transport.TLS,
                this::idle,
                this::stall));
  }

  private ChannelHandler idle() {
    return new ReadTimeoutHandler(limits.tcpIdle().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** In place of the other while a zone is sent, which may take its time if it gets on. */
  private ChannelHandler stall() {
    return new WriteTimeoutHandler(limits.tcpIdle().toMillis(), TimeUnit.MILLISECONDS);
  }
}
