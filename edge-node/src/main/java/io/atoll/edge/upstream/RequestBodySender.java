package io.atoll.edge.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;

/** Passes the body of one request on, as fast as the upstream takes it. */
final class RequestBodySender {
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Outbound.Body body;
  private final Connection connection;
  private final ChannelHandlerContext context;
  private boolean started;
  private boolean done;
  private boolean stopped;

  RequestBodySender(Outbound.Body body, Connection connection, ChannelHandlerContext context) {
    this.body = body;
    this.connection = connection;
    this.context = context;
  }

  /** Whether all of it was passed on. */
  boolean isDone() {
    return done;
  }

  /** The upstream asked for it. */
  void goOn() {
    Runnable asking = body.goOn();
    if (asking != null && !started) {
      asking.run();
      start();
    }
  }

  void start() {
    started = true;
    body.stream().handler(this::pass);
    body.stream().endHandler(_ -> end());
    body.stream()
        .exceptionHandler(_ -> {
          if (!stopped && !done) {
            connection.fail(new VertxException("the client broke its request off", true));
          }
        });
    body.stream().resume();
  }

  private void pass(Buffer piece) {
    if (stopped || piece.length() == 0) {
      return;
    }
    connection.touch();
    ByteBuf bytes = ((BufferInternal) piece).getByteBuf();
    write(body.length() >= 0 ? bytes : chunk(bytes));
    if (!context.channel().isWritable()) {
      body.stream().pause();
    }
  }

  private static ByteBuf chunk(ByteBuf bytes) {
    byte[] size = Integer.toHexString(bytes.readableBytes()).getBytes(StandardCharsets.US_ASCII);
    return Unpooled.wrappedBuffer(
        Unpooled.wrappedBuffer(size),
        Unpooled.wrappedBuffer(LINE_END),
        bytes,
        Unpooled.wrappedBuffer(LINE_END));
  }

  private void end() {
    if (stopped) {
      return;
    }
    done = true;
    connection.touch();
    if (body.length() < 0) {
      write(Unpooled.wrappedBuffer(LAST_CHUNK));
    }
  }

  private void write(ByteBuf bytes) {
    var _ = context.writeAndFlush(bytes, context.voidPromise());
  }

  /** The upstream takes more again. */
  void resume() {
    if (started && !done && !stopped) {
      body.stream().resume();
    }
  }

  /** What still comes is dropped. */
  void stop() {
    stopped = true;
  }
}
