package io.atoll.edge.upstream;

import io.atoll.edge.upstream.UpstreamException.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.ReadStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Passes the body of one request on, as fast as the upstream takes it, and within its bounds. */
final class RequestBodySender {
  private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Outbound.Body body;
  private final ReadStream<Buffer> stream;
  private final RequestWriter writer;
  private final Connection connection;
  private final ChannelHandlerContext context;
  private final long beganNanos;
  private long bytes;
  private long cameNanos;
  private boolean started;
  private boolean done;
  private boolean stopped;

  RequestBodySender(
      Outbound.Body body,
      RequestWriter writer,
      Connection connection,
      ChannelHandlerContext context,
      long nowNanos) {
    this.body = body;
    stream = body.from().stream();
    this.writer = writer;
    this.connection = connection;
    this.context = context;
    beganNanos = nowNanos;
    cameNanos = nowNanos;
  }

  /** Whether all of it was passed on. */
  boolean isDone() {
    return done;
  }

  /** The upstream asked for it. */
  void goOn() {
    if (body.isAskedFor() && !started) {
      body.from().goOn();
      start();
    }
  }

  void start() {
    started = true;
    stream.handler(this::pass);
    stream.endHandler(_ -> end());
    stream.exceptionHandler(_ -> breakOff());
    if (body.from().isGone()) {
      breakOff(); // nobody would say so again
    } else {
      stream.resume();
    }
  }

  private void breakOff() {
    if (!stopped && !done) {
      connection.fail(
          new UpstreamException(
              Kind.BODY_BROKEN_OFF, "the body is malformed, or its client is gone"));
    }
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
      stream.pause();
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
      try {
        write(writer.lastChunk(body.from().trailers(), context.alloc()));
      } catch (IllegalArgumentException e) {
        connection.fail(e);
      }
    }
  }

  private void write(ByteBuf bytes) {
    var _ = context.writeAndFlush(bytes, context.voidPromise());
  }

  /** The upstream takes more again. */
  void resume() {
    if (started && !done && !stopped) {
      cameNanos = connection.touch();
      stream.resume();
    }
  }

  /** What still comes is dropped, but read: a client that writes may not read its answer yet. */
  void stop() {
    if (!stopped && started && !done) {
      stream.resume();
    }
    stopped = true;
  }
}
