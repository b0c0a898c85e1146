package io.atoll.edge.upstream;

import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.tunnel.TunnelEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a target: carries one request after another, or one alone that may make it
 * another protocol's. Used by its event loop.
 */
final class Connection extends ChannelInboundHandlerAdapter implements ResponseReader.Events {
  private final Connections home;
  private final boolean alone;
  private final ResponseReader reader = new ResponseReader(this);
  private @Nullable ChannelHandlerContext context;
  private @Nullable Call call;
  private @Nullable RequestBodySender sender;

  /** What has come and was not wanted yet. */
  private @Nullable ByteBuf pending;

  private long touchedNanos;
  private long silenceMaxNanos;
  private boolean answering;
  private boolean proceeding;
  private boolean ended;
  private boolean closed;

  /**
   * @param alone whether it is for one request only
   */
  Connection(Connections home, boolean alone) {
    this.home = home;
    this.alone = alone;
  }

  boolean isAlone() {
    return alone;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  /** Sends a request; there must be none. */
  void send(Call next) {
    call = next;
    next.sent(this);
    answering = false;
    touch();
    Outbound outbound = next.outbound();
    if (next.maySwitch()) {
      reader.expectSwitch();
    } else {
      reader.expect(outbound.method().equals("HEAD"));
    }
    ByteBuf head;
    try {
      head = home.writer().head(outbound, context().alloc());
    } catch (IllegalArgumentException e) {
      fail(e);
      return;
    }
    var written = context().writeAndFlush(head, context().voidPromise());
    Outbound.Body body = outbound.body();
    sender =
        body == null
            ? null
            : new RequestBodySender(body, home.writer(), this, context(), touchedNanos);
    if (sender != null && body != null && !body.isAskedFor()) {
      sender.start();
    }
    Objects.requireNonNull(written);
  }

  /** Something moved: a target that is not silent is waited for. Returns the time. */
  long touch() {
    touchedNanos = home.nanos();
    return touchedNanos;
  }

  boolean isFor(Call one) {
    return call == one;
  }

  @Override
  public void channelRead(ChannelHandlerContext source, Object message) {
    if (!(message instanceof ByteBuf in)) {
      ReferenceCountUtil.release(message);
      return;
    }
    touch();
    ByteBuf before = pending;
    pending =
        before == null
            ? in
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(source.alloc(), before, in);
    proceed();
  }

  /** Tells what there is, as far as it is wanted. */
  void proceed() {
    if (proceeding || closed) {
      return;
    }
    proceeding = true;
    try {
      ByteBuf in = pending;
      reader.read(in == null ? Unpooled.EMPTY_BUFFER : in);
      if (ended && reader.close()) {
        reader.read(Unpooled.EMPTY_BUFFER);
      }
    } catch (ResponseReader.MalformedException e) {
      fail(new VertxException("sent what is no answer: " + e.getMessage(), true));
    } finally {
      proceeding = false;
    }
    settle();
  }

  /** After what could be read was read. */
  private void settle() {
    ByteBuf in = pending;
    if (in != null && (closed || !in.isReadable())) {
      in.release();
      pending = null;
    }
    if (closed) {
      return;
    }
    Call current = call;
    if (current == null && pending != null) {
      // Nobody asked for that; it must not be taken for the next answer.
      close();
    } else if (ended && (current == null || !reader.isInAnswer() || isDry())) {
      fail(new VertxException("the connection was closed", true));
    } else {
      boolean held = current != null && reader.isInAnswer() && !current.isFlowing();
      var config = context().channel().config();
      if (config.isAutoRead() == held) {
        var _ = config.setAutoRead(!held);
      }
    }
  }

  /** Whether an answer lacks bytes, and there are none. */
  private boolean isDry() {
    return pending == null && !reader.close();
  }

  @Override
  public void goOn() {
    if (sender != null) {
      sender.goOn();
    }
  }

  /** Is no handler of the connection any more, from here on. */
  @Override
  public void switched(FieldList fields) {
    Call current = Objects.requireNonNull(call);
    call = null;
    closed = true;
    current.target().answered();
    home.closed(this);
    ByteBuf rest = Objects.requireNonNull(pending);
    pending = null;
    current.switched(fields, TunnelEnd.inPlaceOf(this, context().pipeline(), rest));
  }

  @Override
  public void head(ResponseHead head) {
    Call current = Objects.requireNonNull(call);
    answering = true;
    silenceMaxNanos = home.silenceMaxNanos(head);
    current.target().answered();
    current.answered(head);
  }

  @Override
  public boolean isFlowing() {
    return call != null && call.isFlowing();
  }

  @Override
  public void content(ByteBuf in, int length) {
    byte[] bytes = new byte[length];
    in.readBytes(bytes);
    Buffer piece = BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    Objects.requireNonNull(call).content(piece);
  }

  @Override
  public void end(FieldList trailers, boolean keeps) {
    Call done = Objects.requireNonNull(call);
    boolean sent = sender == null || sender.isDone();
    boolean reusable = keeps && sent && !alone && !ended && !home.isClosed();
    call = null;
    if (sender != null) {
      sender.stop();
      sender = null;
    }
    ByteBuf in = pending;
    if (reusable && (in == null || !in.isReadable())) {
      home.free(this);
    } else {
      close();
    }
    done.ended(trailers);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext source) {
    touch();
    if (sender != null && source.channel().isWritable()) {
      sender.resume();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext source) {
    ended = true;
    proceed();
    if (!closed && call == null) {
      close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext source, Throwable cause) {
    fail(cause);
  }

  /** Lets go of a call that nobody waits for any more. */
  void drop(Call dropped) {
    if (call == dropped) {
      call = null;
      close();
    }
  }

  /** Ends the connection, and the call that it carries. */
  void fail(Throwable cause) {
    Call failed = call;
    boolean head = answering;
    call = null;
    close();
    if (failed == null || failed.isOver()) {
      return;
    }
    if (head) {
      failed.broken(cause);
    } else {
      home.lost(failed, cause);
    }
  }

  /** Gives up what has been silent for too long. */
  void sweep(long nowNanos) {
    Call current = call;
    long silent = nowNanos - touchedNanos;
    if (current == null) {
      if (silent > Connections.KEEP_ALIVE_NANOS) {
        close();
      }
    } else if (answering) {
      if (current.isFlowing() && silent > silenceMaxNanos) {
        fail(new TimeoutException("the answer stopped coming"));
      }
    } else {
      UpstreamException overdue = sender == null ? null : sender.overdue(nowNanos);
      boolean sending = sender != null && !sender.isDone();
      boolean ofClient = sender != null && sender.isWaitedFor();
      boolean late = !sending && nowNanos - current.deadlineNanos() > 0;
      if (overdue != null) {
        fail(overdue);
      } else if (late || (!ofClient && silent > home.tryMaxNanos())) {
        fail(new TimeoutException("no answer in time"));
      }
    }
  }

  boolean isIdle() {
    return call == null;
  }

  void close() {
    if (closed) {
      return;
    }
    closed = true;
    ByteBuf in = pending;
    if (in != null && !proceeding) {
      in.release();
      pending = null;
    }
    if (sender != null) {
      sender.stop();
    }
    var _ = context().close();
    home.closed(this);
  }
}
