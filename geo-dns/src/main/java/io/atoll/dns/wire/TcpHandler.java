package io.atoll.dns.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection: answers each framed message at once, so in the order of arrival, but for
 * zones, which are put together elsewhere and sent piece by piece while other answers pass them. A
 * client that doesn't read its answers isn't read from until it does, and runs into the idle limit.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Failed writes go to exceptionCaught.
final class TcpHandler extends SimpleChannelInboundHandler<ByteBuf> {
  private static final Logger log = LoggerFactory.getLogger(TcpHandler.class);

  /** The name of the handler that closes a connection which is idle. */
  static final String IDLE = "idle";

  /** The name of the one in its place while a zone is sent. */
  static final String STALL = "stall";

  private final MessageHandler messages;
  private final Transport transport;
  private final QuerySampler sampler;
  private final ZoneSender zones;

  /**
   * @param idle makes what closes a connection that is idle
   * @param stall makes what does so in its place while a zone is sent
   */
  TcpHandler(
      MessageHandler messages,
      Transport transport,
      Supplier<ChannelHandler> idle,
      Supplier<ChannelHandler> stall) {
    this.messages = messages;
    this.transport = transport;
    this.sampler = messages.sampler();
    this.zones = new ZoneSender(messages, idle, stall);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
    InetSocketAddress sender = (InetSocketAddress) context.channel().remoteAddress();
    byte[] query = ByteBufUtil.getBytes(message);
    Runnable otherwise =
        () -> {
          answer(context, query, sender);
          context.flush();
        };
    if (!zones.takes(context, query, sender.getAddress(), otherwise)) {
      answer(context, query, sender);
    }
  }

  private void answer(ChannelHandlerContext context, byte[] query, InetSocketAddress sender) {
    byte[] reply = messages.handle(query, sender.getAddress(), transport);
    if (sampler.takes()) {
      messages.sampled(query, reply, sender.getAddress(), transport);
    }
    if (reply == null) {
      // Whoever frames something that is no query has lost the frame.
      context.close();
    } else {
      context.write(Unpooled.wrappedBuffer(reply), context.voidPromise());
      if (transport == Transport.TLS) {
        // Only what is encrypted is counted as waiting to be read.
        context.flush();
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      context.flush();
    }
    context.channel().config().setAutoRead(context.channel().isWritable());
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.atDebug()
        .setCause(cause)
        .addKeyValue("client", context.channel().remoteAddress())
        .log("a TCP connection was closed");
    context.close();
  }
}
