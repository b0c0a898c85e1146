package io.atoll.dns.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the zones that one connection asks for, one after the other, each message when the one
 * before is out: so a zone never fills what may wait to be read, and other answers go between its
 * messages (RFC 7766 section 6.2.1.1). Messages are made on a thread of their own; everything else
 * here is called by the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A connection that fails to close has closed.
final class ZoneSender {
  private static final Logger log = LoggerFactory.getLogger(ZoneSender.class);

  /** A secondary of many zones asks for some at once; each that waits costs its query. */
  private static final int WAITING_MAX = 16;

  private final MessageHandler messages;
  private final Supplier<ChannelHandler> idle;
  private final Supplier<ChannelHandler> stall;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean sending;

  /**
   * @param idle makes what closes a connection that is idle
   * @param stall makes what does so in its place while a zone is sent
   */
  ZoneSender(
      MessageHandler messages, Supplier<ChannelHandler> idle, Supplier<ChannelHandler> stall) {
    this.messages = messages;
    this.idle = idle;
    this.stall = stall;
  }

  /**
   * Whether a message asks for a zone, and is answered here, if not now, then later.
   *
   * @param otherwise answers it if its sender may not have the zone
   */
  boolean takes(ChannelHandlerContext context, byte[] query, InetAddress from, Runnable otherwise) {
    if (waiting.size() == WAITING_MAX || !messages.asksForZone(query)) {
      return false;
    }
    waiting.add(() -> send(context, query, from, otherwise));
    if (!sending) {
      next(context);
    }
    return true;
  }

  private void next(ChannelHandlerContext context) {
    Runnable first = waiting.poll();
    sending = first != null && context.channel().isActive();
    if (sending) {
      Thread.ofVirtual().name("dns-zone").start(first);
    }
  }

  private void send(
      ChannelHandlerContext context, byte[] query, InetAddress from, Runnable otherwise) {
    try {
      Optional<Iterator<byte[]>> zone = messages.transfer(query, from);
      if (zone.isPresent()) {
        context.executor().execute(() -> swap(context, TcpHandler.IDLE, TcpHandler.STALL, stall));
        send(context, zone.get());
        context.executor().execute(() -> swap(context, TcpHandler.STALL, TcpHandler.IDLE, idle));
      } else {
        context.executor().execute(otherwise);
      }
      context.executor().execute(() -> next(context));
    } catch (RuntimeException e) {
      log.atError().setCause(e).addKeyValue("to", from).log("a zone could not be sent");
      context.close();
    }
  }

  /** The next message is made when the one before has left, or the connection is closed. */
  private void send(ChannelHandlerContext context, Iterator<byte[]> zone) {
    boolean open = true;
    while (open && zone.hasNext()) {
      byte[] message = zone.next();
      if (!zone.hasNext()) {
        // Before the last of it is out, so that whoever has it all finds it counted.
        messages.transferred();
      }
      open =
          context.writeAndFlush(Unpooled.wrappedBuffer(message)).awaitUninterruptibly().isSuccess();
    }
  }

  private static void swap(
      ChannelHandlerContext context, String out, String in, Supplier<ChannelHandler> handler) {
    if (context.channel().isActive()) {
      context.pipeline().replace(out, in, handler.get());
    }
  }
}
