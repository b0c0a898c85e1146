package io.atoll.edge.server;

import io.atoll.core.operation.Bytes;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Fields;
import io.atoll.edge.http.WebSocketHandshake;
import io.atoll.edge.tunnel.Tunnel;
import io.atoll.edge.tunnel.TunnelEnd;
import io.atoll.runtime.problem.Problem;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request that came by HTTP, and its answer, which carries {@code Date} and {@code Atoll-Region}
 * whatever it says.
 */
public final class HttpExchange implements Exchange {
  private static final CharSequence ATOLL_REGION = HttpHeaders.createOptimized("atoll-region");
  private static final int SWITCHING = 101;

  /**
   * A longer body is sent piece by piece, unless it is outside the heap: what waits in a socket's
   * buffers is a copy, and a client that reads slowly, or not at all, is to have few of them.
   */
  public static final int WHOLE_BYTES_MAX = 64 << 10;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Connection connection;
  private final ServerLoop loop;
  private final Context context;
  private @Nullable BodyReader body;
  private @Nullable Runnable atEnd;
  private @Nullable Tunnel tunnel;
  private final long beganNanos;
  private FieldList trailers = FieldList.EMPTY;
  private boolean begun;
  private long largeBytes;
  private boolean closes;
  private boolean over;

  HttpExchange(HttpServerRequest request, Connection connection, ServerLoop loop, Context context) {
    this.request = request;
    this.response = request.response();
    this.connection = connection;
    this.loop = loop;
    this.context = context;
    this.beganNanos = loop.nanos();
    response.putHeader(HttpHeaders.DATE, loop.date()).putHeader(ATOLL_REGION, loop.region());
    // Whatever ends it: an answer written out, or a client gone.
    response.endHandler(_ -> over());
    response.closeHandler(_ -> over());
    response.exceptionHandler(this::broken);
  }

  @Override
  public HttpMethod method() {
    return request.method();
  }

  @Override
  public @Nullable String path() {
    return request.path();
  }

  @Override
  public @Nullable String query() {
    return request.query();
  }

  public HttpServerRequest request() {
    return request;
  }

  /** Its header fields. */
  public Fields fields() {
    return new RequestFields(request.headers());
  }

  /** Its trailer fields (RFC 9110 section 6.5), known once its body has ended. */
  public FieldList trailers() {
    return trailers;
  }

  /** Its request has ended, with these fields. */
  void endedWith(FieldList fields) {
    trailers = fields;
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return request.isSSL() ? "https" : "http";
  }

  /** The client's address, without its port. */
  public String clientAddress() {
    SocketAddress remote = request.remoteAddress();
    String address = remote == null ? null : remote.hostAddress();
    return address == null ? "unknown" : address;
  }

  @Override
  public @Nullable String header(CharSequence name) {
    return request.getHeader(name);
  }

  @Override
  public List<String> headers(CharSequence name) {
    return request.headers().getAll(name);
  }

  @Override
  public @Nullable String parameter(String name) {
    return request.getParam(name);
  }

  @Override
  public boolean local() {
    return connection.local();
  }

  @Override
  public HttpExchange put(CharSequence name, CharSequence value) {
    response.putHeader(name, value);
    return this;
  }

  @Override
  public void atEnd(Runnable action) {
    atEnd = action;
  }

  @Override
  public <T> void await(Future<T> future, Consumer<T> done, Consumer<Throwable> failed) {
    future.onComplete(result -> runOnLoop(() -> resume(result, done, failed)));
  }

  private <T> void resume(AsyncResult<T> result, Consumer<T> done, Consumer<Throwable> failed) {
    if (over || response.ended()) {
      return;
    }
    try {
      if (result.succeeded()) {
        done.accept(result.result());
      } else {
        failed.accept(result.cause());
      }
    } catch (RuntimeException e) {
      loop.failed(this, e);
    }
  }

  @Override
  public void readBody(
      long bytesMax, int expectedBytes, Handler<Bytes> done, Runnable tooLarge, Runnable tooSlow) {
    if (HttpHeaders.CONTINUE.toString().equalsIgnoreCase(header(HttpHeaders.EXPECT))) {
      response.writeContinue();
    }
    BodyReader reader =
        new BodyReader(bytesMax, expectedBytes, loop.nanos(), done, tooLarge, tooSlow);
    body = reader;
    request.handler(reader).endHandler(_ -> reader.end());
    request.exceptionHandler(_ -> over());
  }

  /**
   * Begins an answer whose body is written piece by piece to what this returns; its fields may
   * still be set before the first piece.
   */
  public HttpServerResponse begin(int status) {
    loop.count(request.method(), status);
    return prepare(status);
  }

  /** The answer, for what this class does not put into words: interim ones, bodies in pieces. */
  public HttpServerResponse response() {
    return response;
  }

  /** Whether it asks to go on as a WebSocket, for which HTTP/2 has no way here. */
  public boolean asksForWebSocket() {
    return request.version() == HttpVersion.HTTP_1_1
        && WebSocketHandshake.isAsked(request.method().name(), fields());
  }

  /**
   * Answers 101 with the fields set so far, and has the connection go on as a WebSocket (RFC 9110
   * section 7.8) until one of both is closed; then the exchange is over.
   *
   * @param upstream held, of this event loop
   * @param idleMax without a byte either way
   */
  public Tunnel join(TunnelEnd upstream, Duration idleMax) {
    loop.count(request.method(), SWITCHING);
    put(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE).put(HttpHeaders.UPGRADE, "websocket");
    Tunnel joined = connection.join(response.headers(), upstream, idleMax, loop);
    tunnel = joined;
    return joined;
  }

  /** The status of its answer; 0: its client was gone before. */
  int statusSent() {
    if (tunnel != null) {
      return SWITCHING;
    }
    return response.headWritten() ? response.getStatusCode() : 0;
  }

  /** Of the body, or of what came instead of one. */
  long bytesSent() {
    return tunnel == null ? response.bytesWritten() : tunnel.bytesToClient();
  }

  /** The fields of the answer, to add to. */
  public MultiMap answerFields() {
    return response.headers();
  }

  /**
   * Ends an answer that can't be finished so that its client knows (RFC 9112 section 8), or takes
   * no more of a body after the answer (RFC 9113 section 8.1).
   */
  public void abort() {
    if (isHttp2()) {
      Http2Error why = response.ended() ? Http2Error.NO_ERROR : Http2Error.INTERNAL_ERROR;
      response.reset(why.code());
    } else {
      connection.close();
    }
  }

  /** Whether its connection has other requests, which go on whatever becomes of this one. */
  boolean isHttp2() {
    return request.version() == HttpVersion.HTTP_2;
  }

  /** Whether it has been answered, or its client is gone. */
  public boolean isOver() {
    return over || response.ended();
  }

  /** Does something later, on this exchange's event loop. */
  public void runOnLoop(Runnable action) {
    if (context.equals(Vertx.currentContext())) {
      action.run();
    } else {
      context.runOnContext(_ -> action.run());
    }
  }

  @Override
  public void end(int status) {
    begin(status).end();
  }

  @Override
  public void end(int status, Buffer content) {
    long length = content.length();
    if (length > WHOLE_BYTES_MAX && !method().equals(HttpMethod.HEAD)) {
      if (!loop.beginLarge(length)) {
        response.headers().remove(HttpHeaders.ETAG);
        problem(CommonProblems.answersOutOfRoom());
        return;
      }
      largeBytes = length;
    }
    endHeld(status, content);
  }

  /** As {@link #end(int, Buffer)}, with a body of whose memory the caller has charge. */
  public void endHeld(int status, Buffer content) {
    HttpServerResponse out = begin(status);
    out.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(content.length()));
    if (content.length() <= WHOLE_BYTES_MAX || method().equals(HttpMethod.HEAD)) {
      out.end(content);
    } else {
      new PacedBody(out, List.of(content)).send();
    }
  }

  /** As {@link #endHeld(int, Buffer)}, with several pieces one after the other. */
  public void endHeld(int status, List<Buffer> contents) {
    long length = contents.stream().mapToLong(Buffer::length).sum();
    HttpServerResponse out = begin(status);
    out.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
    new PacedBody(out, contents).send();
  }

  @Override
  public void problemAndClose(Problem problem) {
    if (!isHttp2()) {
      closes = true;
      put(HttpHeaders.CONNECTION, HttpHeaders.CLOSE).problem(problem);
      return;
    }
    boolean bodyComes = header(HttpHeaders.TRANSFER_ENCODING) != null && !request.isEnded();
    problem(problem);
    if (bodyComes) {
      abort();
    }
  }

  private HttpServerResponse prepare(int status) {
    begun = true;
    if ((loop.draining() || connection.isLeaving()) && !isHttp2()) {
      closes = true;
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    return response.setStatusCode(status);
  }

  /** Whether it is this stream's, and there is an answer. */
  boolean isAnsweredOn(int stream) {
    return begun && isOn(stream);
  }

  /** Whether it is this stream's of HTTP/2. */
  boolean isOn(int stream) {
    return isHttp2() && request.streamId() == stream;
  }

  void sweep(long nowNanos, Duration bodyMax) {
    BodyReader reader = body;
    if (reader != null) {
      reader.sweep(nowNanos, bodyMax);
    }
    if (tunnel != null) {
      tunnel.sweep(nowNanos);
    }
  }

  boolean answered() {
    return response.ended();
  }

  /** In HTTP/1.1 also what the decoder refuses of a body; the connection ends behind this. */
  private void broken(Throwable cause) {
    boolean gone = cause instanceof VertxException || cause instanceof IOException;
    if (!gone && !isHttp2() && !over && !begun) {
      problemAndClose(CommonProblems.malformedBody(cause));
      connection.flush();
    }
    over();
  }

  private void over() {
    if (over) {
      return;
    }
    over = true;
    long now = loop.nanos();
    connection.end(this, now);
    if (closes) {
      connection.closeSoon(now);
    }
    loop.notes().over(this, now - beganNanos);
    if (largeBytes > 0) {
      loop.endLarge(largeBytes);
    }
    Runnable action = atEnd;
    if (action != null) {
      action.run();
    }
    loop.over();
  }
}
