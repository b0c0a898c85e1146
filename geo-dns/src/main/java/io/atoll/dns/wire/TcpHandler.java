package io.atoll.dns.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection: answers each framed message in the order of arrival. RFC 7766 section 6.2.1.1
 * asks for any other order only where an answer has to be waited for, which here none has. A client
 * that doesn't read its answers isn't read from until it does, and runs into the idle limit.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Failed writes go to exceptionCaught.
final class TcpHandler extends SimpleChannelInboundHandler<ByteBuf> {
  private static final Logger log = LoggerFactory.getLogger(TcpHandler.class);

  private final MessageHandler messages;
  private final QuerySampler sampler;

  TcpHandler(MessageHandler messages) {
    this.messages = messages;
    this.sampler = messages.sampler();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
    InetSocketAddress sender = (InetSocketAddress) context.channel().remoteAddress();
    byte[] query = ByteBufUtil.getBytes(message);
    byte[] reply = messages.handle(query, sender.getAddress(), Transport.TCP);
    if (sampler.takes()) {
      messages.sampled(query, reply, sender.getAddress(), Transport.TCP);
    }
    if (reply == null) {
      // Whoever frames something that is no query has lost the frame.
      context.close();
    } else {
      context.write(Unpooled.wrappedBuffer(reply), context.voidPromise());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
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
