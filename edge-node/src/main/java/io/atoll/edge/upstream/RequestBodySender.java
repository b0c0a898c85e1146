package io.atoll.edge.upstream;

import io.atoll.edge.upstream.UpstreamException.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Passes the body of one request on, as fast as the upstream takes it, and within its bounds. */
final class RequestBodySender {
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Outbound.Body body;
  private final Connection connection;
  private final ChannelHandlerContext context;
  private final long beganNanos;
  private long bytes;
  private long cameNanos;
  private boolean started;
  private boolean done;
  private boolean stopped;

  RequestBodySender(
      Outbound.Body body, Connection connection, ChannelHandlerContext context, long nowNanos) {
    this.body = body;
    beganNanos = nowNanos;
    cameNanos = nowNanos;
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
    bytes += piece.length();
    if (bytes > body.bounds().bytesMax()) {
      connection.fail(tooLarge(body.bounds()));
      return;
    }
    cameNanos = connection.touch();
    ByteBuf content = ((BufferInternal) piece).getByteBuf();
    write(body.length() >= 0 ? content : chunk(content));
    if (!context.channel().isWritable()) {
      body.stream().pause();
    }
  }

  private static UpstreamException tooLarge(BodyBounds bounds) {
    return new UpstreamException(
        Kind.BODY_TOO_LARGE,
        "the body has more than %d bytes; send less, or raise the route's body.bytes-max"
            .formatted(bounds.bytesMax()));
  }

  /** Why it is to be given up now, or null. */
  @Nullable UpstreamException overdue(long nowNanos) {
    if (!started || done) {
      return null;
    }
    BodyBounds bounds = body.bounds();
    if (nowNanos - beganNanos > bounds.totalMax().toNanos()) {
      return new UpstreamException(
          Kind.BODY_TOO_SLOW,
          "the body took more than %s; send it faster, or raise the route's body.total-max"
              .formatted(bounds.totalMax()));
    }
    boolean stalls = isWaitedFor() && nowNanos - cameNanos > bounds.stallMax().toNanos();
    return stalls
        ? new UpstreamException(
            Kind.BODY_TOO_SLOW,
            "nothing of the body came for %s; send it faster, or raise the route's body.stall-max"
                .formatted(bounds.stallMax()))
        : null;
  }

  /** Whether it is the client that keeps the upstream waiting. */
  boolean isWaitedFor() {
    return started && !done && context.channel().isWritable();
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
      cameNanos = connection.touch();
      body.stream().resume();
    }
  }

  /** What still comes is dropped, but read: a client that writes may not read its answer yet. */
  void stop() {
    if (!stopped && started && !done) {
      body.stream().resume();
    }
    stopped = true;
  }
}
