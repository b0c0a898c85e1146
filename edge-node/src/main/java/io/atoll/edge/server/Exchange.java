package io.atoll.edge.server;

import io.atoll.core.operation.Bytes;
import io.atoll.edge.http.Fields;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, which carries {@code Date} and {@code Atoll-Region} whatever it says.
 * Used on its connection's event loop only; {@link #await} comes back to it.
 */
public final class Exchange {
  private static final CharSequence ATOLL_REGION = HttpHeaders.createOptimized("atoll-region");
  private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("cache-status");
  private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence PROBLEM = HttpHeaders.createOptimized(Problem.MEDIA_TYPE);

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Connection connection;
  private final ServerLoop loop;
  private final Context context;
  private @Nullable BodyReader body;
  private @Nullable Runnable atEnd;
  private boolean over;

  Exchange(HttpServerRequest request, Connection connection, ServerLoop loop, Context context) {
    this.request = request;
    this.response = request.response();
    this.connection = connection;
    this.loop = loop;
    this.context = context;
    response.putHeader(HttpHeaders.DATE, loop.date()).putHeader(ATOLL_REGION, loop.region());
    // Whatever ends it: an answer written out, or a client gone.
    response.endHandler(_ -> over());
    response.closeHandler(_ -> over());
    response.exceptionHandler(_ -> over());
  }

  public HttpMethod method() {
    return request.method();
  }

  /** As it came, percent-encoded. */
  public @Nullable String path() {
    return request.path();
  }

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

  public @Nullable String header(CharSequence name) {
    return request.getHeader(name);
  }

  /** Whether the client is on this machine. */
  public boolean local() {
    return connection.local();
  }

  /** Sets a field of the answer. */
  public Exchange put(CharSequence name, CharSequence value) {
    response.putHeader(name, value);
    return this;
  }

  /** Says where the answer comes from (RFC 9211). */
  public Exchange cacheStatus(CharSequence value) {
    return put(CACHE_STATUS, value);
  }

  /** Says when to try again. */
  public Exchange retryAfterSeconds(int seconds) {
    return put(RETRY_AFTER, Integer.toString(seconds));
  }

  /** Has this done once the exchange is over, however it ends. */
  public void atEnd(Runnable action) {
    atEnd = action;
  }

  /**
   * Goes on when the future is done, on this exchange's event loop; not at all if the client is
   * gone by then.
   */
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

  /**
   * Reads the body, telling a client that waits for it to go on.
   *
   * @param bytesMax of the body; a longer one is not read further
   * @param expectedBytes to make room for at once; the body may be shorter or longer
   */
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

  /** The fields of the answer, to add to. */
  public MultiMap answerFields() {
    return response.headers();
  }

  /** Ends an answer that can't be finished so that its client knows (RFC 9112 section 8). */
  public void abort() {
    connection.close();
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

  /** Answers without a body. */
  public void end(int status) {
    begin(status).end();
  }

  /** Answers with a body; to HEAD with its length alone. */
  public void end(int status, Buffer content) {
    begin(status)
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(content.length()))
        .end(content);
  }

  /** Answers that something is wrong. */
  public void problem(Problem problem) {
    put(HttpHeaders.CONTENT_TYPE, PROBLEM)
        .put(HttpHeaders.CACHE_CONTROL, NO_STORE)
        .end(problem.status(), problem.toBuffer());
  }

  /** Answers that something is wrong, and takes nothing more from this connection. */
  public void problemAndClose(Problem problem) {
    put(HttpHeaders.CONNECTION, HttpHeaders.CLOSE).problem(problem);
  }

  private HttpServerResponse prepare(int status) {
    if (loop.draining()) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    return response.setStatusCode(status);
  }

  void sweep(long nowNanos, Duration bodyMax) {
    BodyReader reader = body;
    if (reader != null) {
      reader.sweep(nowNanos, bodyMax);
    }
  }

  boolean answered() {
    return response.ended();
  }

  private void over() {
    if (over) {
      return;
    }
    over = true;
    connection.end(this, loop.nanos());
    Runnable action = atEnd;
    if (action != null) {
      action.run();
    }
    loop.over();
  }
}
