package io.atoll.edge.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One of the two connections of a tunnel, from where its HTTP decoder was. What is behind it in the
 * pipeline learns no more than that the connection has ended.
 *
 * <p>Held, then open; then nothing more comes from it, or nothing more goes to it, then closed. TLS
 * has no half of it closed: there, the end of one direction is the end of both.
 */
public final class TunnelEnd extends ChannelInboundHandlerAdapter {
  /** For what was written last to arrive, when there is nobody any more to write more. */
  private static final int LINGER_SECONDS = 10;

  private final Channel channel;
  private final Queue<ByteBuf> early = new ArrayDeque<>(1);
  private @Nullable ChannelHandlerContext context;
  private @Nullable TunnelEnd other;
  private Runnable moved = () -> {};
  private boolean silent;
  private long bytes;

  private TunnelEnd(Channel channel) {
    this.channel = channel;
  }

  /**
   * Takes over a connection whose last HTTP message has been read, and holds it.
   *
   * @param decoder of HTTP; bytes that it has not decoded belong to the tunnel
   */
  public static TunnelEnd inPlaceOf(ChannelHandler decoder, ChannelPipeline pipeline) {
    TunnelEnd end = new TunnelEnd(pipeline.channel());
    pipeline.channel().config().setAutoRead(false);
    pipeline.replace(decoder, "tunnel", end);
    return end;
  }

  /**
   * The same.
   *
   * @param reader of HTTP
   * @param rest what it has not read: given away
   */
  public static TunnelEnd inPlaceOf(ChannelHandler reader, ChannelPipeline pipeline, ByteBuf rest) {
    TunnelEnd end = inPlaceOf(reader, pipeline);
    end.early.add(rest);
    return end;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  boolean sharesLoopWith(TunnelEnd end) {
    return channel.eventLoop().equals(end.channel.eventLoop());
  }

  long bytes() {
    return bytes;
  }

  /**
   * Has what comes go to another end.
   *
   * @param whenMoved told of everything that comes
   */
  void open(TunnelEnd to, Runnable whenMoved) {
    other = to;
    moved = whenMoved;
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, closesByHalves());
    for (ByteBuf held = early.poll(); held != null; held = early.poll()) {
      pass(held, to);
    }
    to.flush();
    if (channel.isActive()) {
      channel.config().setAutoRead(to.channel.isWritable());
    } else {
      to.closeWhenWritten();
    }
  }

  private boolean closesByHalves() {
    return channel instanceof DuplexChannel && channel.pipeline().get(SslHandler.class) == null;
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    TunnelEnd to = other;
    if (!(message instanceof ByteBuf content)) {
      ReferenceCountUtil.release(message); // the empty end of the last HTTP message
    } else if (to == null) {
      early.add(content);
    } else {
      pass(content, to);
    }
  }

  private void pass(ByteBuf content, TunnelEnd to) {
    bytes += content.readableBytes();
    moved.run();
    ChannelHandlerContext out = to.wire();
    var _ = out.write(content, out.voidPromise());
    if (!to.channel.isWritable()) {
      channel.config().setAutoRead(false);
    }
  }

  private ChannelHandlerContext wire() {
    return Objects.requireNonNull(context);
  }

  private void flush() {
    wire().flush();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext from) {
    TunnelEnd to = other;
    if (to != null) {
      to.flush();
    }
  }

  /** What is written to it gets away again, or does not: the other one is read accordingly. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext from) {
    TunnelEnd source = other;
    if (source != null && !source.silent) {
      source.channel.config().setAutoRead(channel.isWritable());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext from, Object event) {
    TunnelEnd to = other;
    if (event != ChannelInputShutdownEvent.INSTANCE) {
      from.fireUserEventTriggered(event);
    } else if (to != null) {
      silent = true;
      if (to.silent) {
        to.closeWhenWritten();
        closeWhenWritten();
      } else {
        to.endWhenWritten();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) {
    silent = true;
    TunnelEnd to = other;
    if (to != null) {
      to.closeWhenWritten();
    }
    from.fireChannelInactive();
  }

  /** Says that nothing more is coming, behind everything that has. */
  private void endWhenWritten() {
    if (!closesByHalves()) {
      closeWhenWritten();
      return;
    }
    var _ =
        wire()
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(_ -> {
              var _ = ((DuplexChannel) channel).shutdownOutput();
            });
  }

  private void closeWhenWritten() {
    if (channel.isActive()) {
      var _ = wire().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> close());
      var _ = channel.eventLoop().schedule(this::close, LINGER_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    close(); // reset by its peer, mostly
  }

  /** Ends it at once; if it is joined, the other one after it. */
  public void close() {
    for (ByteBuf held = early.poll(); held != null; held = early.poll()) {
      held.release();
    }
    var _ = wire().close();
  }
}
