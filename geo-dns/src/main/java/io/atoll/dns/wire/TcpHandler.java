package io.atoll.dns.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection: answers each framed message in the order of arrival. RFC 7766 section 6.2.1.1
 * asks for any other order only where an answer has to be waited for, which here none has. A client
 * that doesn't read its answers isn't read from until it does, and runs into the idle limit. Only a
 * zone, which is put together elsewhere and sent as it is read, lets other answers pass.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Failed writes go to exceptionCaught.
final class TcpHandler extends SimpleChannelInboundHandler<ByteBuf> {
  private static final Logger log = LoggerFactory.getLogger(TcpHandler.class);

  /** The name of the handler that closes a connection which is idle. */
  static final String IDLE = "idle";

  private static final String STALL = "stall";

  private final MessageHandler messages;
  private final Transport transport;
  private final Supplier<ChannelHandler> idle;
  private final Supplier<ChannelHandler> stall;
  private final QuerySampler sampler;

  /** Whether a zone is being put together, or sent; no connection is sent two at once. */
  private boolean sending;

  /** What is still to be sent of it. */
  private Iterator<byte[]> zone = Collections.emptyIterator();

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
    this.idle = idle;
    this.stall = stall;
    this.sampler = messages.sampler();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
    InetSocketAddress sender = (InetSocketAddress) context.channel().remoteAddress();
    byte[] query = ByteBufUtil.getBytes(message);
    if (!sending && messages.asksForZone(query)) {
      sending = true;
      Thread.ofVirtual()
          .start(() -> {
            Optional<Iterator<byte[]>> found = messages.transfer(query, sender.getAddress());
            context.executor().execute(() -> send(context, query, sender, found));
          });
    } else {
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

  private void send(
      ChannelHandlerContext context,
      byte[] query,
      InetSocketAddress sender,
      Optional<Iterator<byte[]>> found) {
    if (!context.channel().isActive()) {
      return;
    }
    if (found.isPresent()) {
      context.pipeline().replace(IDLE, STALL, stall.get());
      zone = found.get();
      sendMore(context);
    } else {
      sending = false;
      answer(context, query, sender);
    }
    context.flush();
  }

  private void sendMore(ChannelHandlerContext context) {
    while (zone.hasNext() && context.channel().isWritable()) {
      byte[] message = zone.next();
      // Told before writing, which may end in here again with what is left.
      boolean last = !zone.hasNext();
      if (last) {
        // Before the last of it is out, so that whoever has it all finds it counted.
        messages.transferred();
      }
      context.writeAndFlush(Unpooled.wrappedBuffer(message));
      if (last) {
        sending = false;
        context.pipeline().replace(STALL, IDLE, idle.get());
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
      sendMore(context);
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
