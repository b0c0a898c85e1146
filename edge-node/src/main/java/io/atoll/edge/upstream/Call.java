package io.atoll.edge.upstream;

import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.tunnel.TunnelEnd;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import org.jspecify.annotations.Nullable;

/** A request on its way to one target after another, and then the answer. */
final class Call implements AnswerBody {
  private final Outbound outbound;
  private final ContextInternal context;
  private final PromiseInternal<UpstreamAnswer> answer;
  private final @Nullable Promise<Handshake> switched;
  private final long deadlineNanos;
  private final Target target;
  private final @Nullable Call before;
  private @Nullable Connection connection;
  private @Nullable Handler<Buffer> each;
  private @Nullable Handler<FieldList> end;
  private @Nullable Handler<Throwable> failure;
  private boolean flowing;
  private boolean over;

  /**
   * @param switched to be completed if the upstream goes on with another protocol; null: it must
   *     not
   * @param target that is asked
   * @param before the try that failed; null: this is the first
   */
  private Call(
      Outbound outbound,
      ContextInternal context,
      PromiseInternal<UpstreamAnswer> answer,
      @Nullable Promise<Handshake> switched,
      long deadlineNanos,
      Target target,
      @Nullable Call before) {
    this.outbound = outbound;
    this.context = context;
    this.answer = answer;
    this.switched = switched;
    this.deadlineNanos = deadlineNanos;
    this.target = target;
    this.before = before;
  }

  static Call first(
      Outbound outbound,
      ContextInternal context,
      PromiseInternal<UpstreamAnswer> answer,
      @Nullable Promise<Handshake> switched,
      long deadlineNanos,
      Target target) {
    return new Call(outbound, context, answer, switched, deadlineNanos, target, null);
  }

  /** The second try. */
  Call again(Target other) {
    return new Call(outbound, context, answer, switched, deadlineNanos, other, this);
  }

  Outbound outbound() {
    return outbound;
  }

  Target target() {
    return target;
  }

  /** Whether the upstream may go on with another protocol, on a connection that is its own. */
  boolean maySwitch() {
    return switched != null;
  }

  /** Whether it may be sent again when nobody knows whether it arrived. */
  boolean isRepeatable() {
    // On a new connection, one that was kept too long is no reason.
    return switched == null && outbound.isRepeatable();
  }

  boolean isFirst() {
    return before == null;
  }

  /** When there must be the head of an answer. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  /** Whether nobody waits for anything any more. */
  boolean isOver() {
    return over;
  }

  boolean isFlowing() {
    return flowing;
  }

  void sent(Connection by) {
    connection = by;
  }

  void answered(ResponseHead head) {
    answer.complete(new UpstreamAnswer(head, this));
  }

  /** The connection is the upstream's, to say on it what it likes. */
  void switched(FieldList fields, TunnelEnd end) {
    over = true;
    connection = null;
    if (switched == null || !switched.tryComplete(new Handshake.Switched(fields, end))) {
      end.close();
    }
  }

  /** There will be no answer. */
  void fail(UpstreamException cause) {
    over = true;
    connection = null;
    answer.tryFail(cause);
  }

  void content(Buffer piece) {
    Handler<Buffer> handler = each;
    if (handler != null) {
      context.emit(piece, handler);
    }
  }

  void ended(FieldList trailers) {
    over = true;
    connection = null;
    Handler<FieldList> handler = end;
    if (handler != null) {
      context.emit(trailers, handler);
    }
  }

  /** What has come of the answer is all that will. */
  void broken(Throwable cause) {
    over = true;
    connection = null;
    Handler<Throwable> handler = failure;
    if (handler != null) {
      context.emit(cause, handler);
    }
  }

  @Override
  public AnswerBody handler(Handler<Buffer> handler) {
    each = handler;
    return this;
  }

  @Override
  public AnswerBody endHandler(Handler<FieldList> handler) {
    end = handler;
    return this;
  }

  @Override
  public AnswerBody exceptionHandler(Handler<Throwable> handler) {
    failure = handler;
    return this;
  }

  @Override
  public AnswerBody resume() {
    Connection from = connection;
    if (from != null && !flowing) {
      from.touch(); // it could not say anything before
    }
    flowing = true;
    if (from != null) {
      from.proceed();
    }
    return this;
  }

  @Override
  public AnswerBody pause() {
    flowing = false;
    return this;
  }

  @Override
  public void cancel() {
    over = true;
    Connection from = connection;
    connection = null;
    if (from != null) {
      from.drop(this);
    }
  }
}
