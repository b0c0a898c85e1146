package io.atoll.edge.server;

import io.atoll.core.operation.Bytes;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: an HTTP message of its own, or one of a batch. Used on its
 * connection's event loop only; {@link #await} comes back to it.
 */
public interface Exchange {
  HttpMethod method();

  /** As it came, percent-encoded. */
  @Nullable String path();

  @Nullable String query();

  /** The first line of a field of the request. */
  @Nullable String header(CharSequence name);

  /** All lines of a field of the request. */
  List<String> headers(CharSequence name);

  /** The value of a parameter of the query, decoded. */
  @Nullable String parameter(String name);

  /** Whether the client is on this machine. */
  boolean local();

  /** Sets a field of the answer. */
  Exchange put(CharSequence name, CharSequence value);

  /** Says where the answer comes from (RFC 9211). */
  default Exchange cacheStatus(CharSequence value) {
    return put(Names.CACHE_STATUS, value);
  }

  /** Says when to try again. */
  default Exchange retryAfterSeconds(int seconds) {
    return put(Names.RETRY_AFTER, Integer.toString(seconds));
  }

  /** Has this done once the exchange is over, however it ends. */
  void atEnd(Runnable action);

  /**
   * Goes on when the future is done, on this exchange's event loop; not at all if the client is
   * gone by then.
   */
  <T> void await(Future<T> future, Consumer<T> done, Consumer<Throwable> failed);

  /**
   * Reads the body, telling a client that waits for it to go on.
   *
   * @param bytesMax of the body; a longer one is not read further
   * @param expectedBytes to make room for at once; the body may be shorter or longer
   */
  void readBody(
      long bytesMax, int expectedBytes, Handler<Bytes> done, Runnable tooLarge, Runnable tooSlow);

  /** Answers without a body. */
  void end(int status);

  /** Answers with a body; to HEAD with its length alone. */
  void end(int status, Buffer content);

  /** Answers that something is wrong. */
  default void problem(Problem problem) {
    put(HttpHeaders.CONTENT_TYPE, Names.PROBLEM)
        .put(HttpHeaders.CACHE_CONTROL, Names.NO_STORE)
        .end(problem.status(), problem.toBuffer());
  }

  /** Answers that something is wrong, and takes nothing more from this connection. */
  void problemAndClose(Problem problem);

  /** What answers say often. */
  final class Names {
    private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("cache-status");
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence PROBLEM = HttpHeaders.createOptimized(Problem.MEDIA_TYPE);

    private Names() {}
  }
}
