package io.atoll.replication.redis;

import io.atoll.replication.view.ViewUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One pipelined connection to a Redis, opened by the first request and again by the first one after
 * it broke. What was under way when it broke fails and is not repeated: it may or may not have
 * happened. Nothing tells callers of a reconnect, and the Redis behind it may be another: every
 * script is told the run id of the Redis at the other end of the very connection that it goes over,
 * asked for when that was opened, and checks it. A connection ends with the Redis that took it.
 *
 * <p>A request that is not answered in time fails and takes the connection with it, since answers
 * come in order. Safe for use by many threads.
 */
public final class RedisLink {
  private static final int CONNECT_TIMEOUT_MILLIS = 500;

  /** Requests under way at most; a further one fails at once. */
  private static final int REQUESTS_MAX = 4096;

  /** After a failed connect further requests fail without trying for this long. */
  private static final long RECONNECT_PAUSE_MILLIS = 50;

  private static final Pattern RUN_ID = Pattern.compile("run_id:(\\p{XDigit}+)");

  /** So long, and for so many others, a request that may waits. */
  private static final long SOON_MILLIS = 1;

  private static final int SOON_MAX = 32;

  private final Vertx vertx;
  private final String uri;
  private final long timeoutMillis;
  private List<Soon> soon = new ArrayList<>();
  private @Nullable Future<Open> current;
  private boolean closed;

  /** A request that waits for others. */
  private record Soon(
      RedisScript script,
      List<byte[]> keys,
      List<byte[]> arguments,
      Promise<@Nullable Response> promise) {}

  /**
   * A connection that is open.
   *
   * @param runId of the Redis that it leads to
   */
  private record Open(
      Redis client, RedisConnection connection, String runId, Overdue overdue, long watching) {}

  /**
   * Does not connect yet.
   *
   * @param uri such as {@code redis://127.0.0.1:6379}
   * @param timeout for the answer to a request, once connected; it may take a quarter longer until
   *     that is noticed
   */
  public RedisLink(Vertx vertx, String uri, Duration timeout) {
    this.vertx = vertx;
    this.uri = uri;
    this.timeoutMillis = timeout.toMillis();
  }

  /** Sends a request; fails with {@link ViewUnavailableException} whatever went wrong. */
  public Future<@Nullable Response> send(Request request) {
    return exchange(_ -> request).recover(failure -> Future.failedFuture(unavailable(failure)));
  }

  /** Runs a script, from Redis' cache if it is there. */
  Future<Answer> run(Script script, List<byte[]> keys, List<byte[]> arguments) {
    return exchange(open -> script.cached(open.runId(), keys, arguments))
        .recover(failure ->
            isError(failure, "NOSCRIPT")
                ? exchange(open -> script.whole(open.runId(), keys, arguments))
                : Future.failedFuture(failure))
        .recover(failure -> Future.failedFuture(unavailable(failure)))
        .map(answer -> {
          if (answer == null) {
            throw new IllegalStateException(
                "expected an answer from script %s, but it was nil".formatted(script));
          }
          return new Answer(answer);
        });
  }

  /**
   * Runs a script that is no part of the view, from Redis' cache if it is there; fails with {@link
   * ViewUnavailableException} whatever went wrong.
   */
  public Future<@Nullable Response> run(
      RedisScript script, List<byte[]> keys, List<byte[]> arguments) {
    return exchange(_ -> script.cached(keys, arguments))
        .recover(failure ->
            isError(failure, "NOSCRIPT")
                ? exchange(_ -> script.whole(keys, arguments))
                : Future.failedFuture(failure))
        .recover(failure -> Future.failedFuture(unavailable(failure)));
  }

  /**
   * As {@link #run(RedisScript, List, List)}, but may wait a millisecond for others, so that all of
   * them are one write. If Redis refuses one of them all are run again: for scripts that may be.
   */
  public Future<@Nullable Response> runSoon(
      RedisScript script, List<byte[]> keys, List<byte[]> arguments) {
    Soon one = new Soon(script, keys, arguments, Promise.promise());
    int count;
    synchronized (this) {
      soon.add(one);
      count = soon.size();
    }
    if (count == SOON_MAX) {
      sendSoon();
    } else if (count == 1) {
      vertx.setTimer(SOON_MILLIS, _ -> sendSoon());
    }
    return one.promise.future();
  }

  private void sendSoon() {
    List<Soon> all;
    synchronized (this) {
      all = soon;
      soon = new ArrayList<>();
    }
    if (!all.isEmpty()) {
      List<Request> requests =
          all.stream().map(one -> one.script.cached(one.keys, one.arguments)).toList();
      exchange(all.size(), open -> open.connection().batch(requests))
          .onSuccess(answers -> {
            for (int i = 0; i < all.size(); i++) {
              all.get(i).promise.complete(answers.get(i));
            }
          })
          .onFailure(failure -> {
            // Which of them was refused is not said.
            all.forEach(one -> {
              if (isAnswer(failure)) {
                run(one.script, one.keys, one.arguments).onComplete(one.promise);
              } else {
                one.promise.fail(unavailable(failure));
              }
            });
          });
    }
  }

  /** Does something when the caller's event loop has done what it is at. */
  void afterThisTurn(Runnable action) {
    vertx.getOrCreateContext().runOnContext(_ -> action.run());
  }

  private Future<@Nullable Response> exchange(Function<Open, Request> request) {
    return exchange(1, open -> open.connection().send(request.apply(open)));
  }

  private <T extends @Nullable Object> Future<T> exchange(
      int requests, Function<Open, Future<T>> send) {
    Future<Open> opening = open();
    return opening.compose(open -> {
      open.overdue().sent(requests);
      return send.apply(open)
          .onComplete(answer -> {
            open.overdue().answered(requests);
            if (answer.failed() && !isAnswer(answer.cause())) {
              drop(opening);
            }
          });
    });
  }

  private synchronized Future<Open> open() {
    if (closed) {
      return Future.failedFuture("this link is closed");
    }
    Future<Open> now = current;
    if (now == null) {
      now = connect();
      current = now;
      Future<Open> attempt = now;
      now.onSuccess(open ->
              open.connection().exceptionHandler(_ -> drop(attempt)).endHandler(_ -> drop(attempt)))
          .onFailure(_ -> vertx.setTimer(RECONNECT_PAUSE_MILLIS, _ -> drop(attempt)));
    }
    return now;
  }

  private Future<Open> connect() {
    Redis client =
        Redis.createClient(
            vertx,
            new RedisOptions()
                .setConnectionString(uri)
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                .setMaxWaitingHandlers(REQUESTS_MAX)
                .setNetClientOptions(
                    new NetClientOptions()
                        .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                        .setTcpNoDelay(true)));
    return client
        .connect()
        .compose(connection ->
            connection
                .send(Request.cmd(Command.INFO).arg("server"))
                .map(info -> open(client, connection, runId(info))))
        .timeout(2L * CONNECT_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .onFailure(_ -> client.close());
  }

  /** Watches it from now on: what is under way when it is closed fails. */
  private Open open(Redis client, RedisConnection connection, String runId) {
    Overdue overdue = new Overdue();
    long watching =
        vertx.setPeriodic(
            Math.max(1, timeoutMillis / Overdue.LOOKS),
            _ -> {
              if (overdue.look()) {
                client.close();
              }
            });
    return new Open(client, connection, runId, overdue, watching);
  }

  private static String runId(@Nullable Response info) {
    Matcher found = RUN_ID.matcher(String.valueOf(info));
    if (!found.find()) {
      throw new IllegalStateException(
          "expected a run_id in the answer to INFO, but it was: " + info);
    }
    return found.group(1);
  }

  private void drop(Future<Open> broken) {
    synchronized (this) {
      if (broken.equals(current)) {
        current = null;
      }
    }
    broken.onSuccess(this::close);
  }

  private Future<Void> close(Open open) {
    vertx.cancelTimer(open.watching());
    return open.client().close();
  }

  /** Whether Redis itself said no, over a connection that works. */
  private static boolean isAnswer(Throwable failure) {
    return failure instanceof Response && !"CONNECTION_CLOSED".equals(failure.getMessage());
  }

  private static boolean isError(Throwable failure, String code) {
    return isAnswer(failure) && String.valueOf(failure.getMessage()).startsWith(code);
  }

  private ViewUnavailableException unavailable(Throwable failure) {
    return new ViewUnavailableException(
        isAnswer(failure)
            ? "Redis at %s refused: %s".formatted(uri, failure.getMessage())
            : "Redis at %s can't be used: %s".formatted(uri, failure.getMessage()),
        failure);
  }

  /** Ends the connection; later requests fail. */
  public Future<Void> close() {
    Future<Open> last;
    synchronized (this) {
      closed = true;
      last = current;
      current = null;
    }
    return last == null
        ? Future.succeededFuture()
        : last.transform(
            result -> result.succeeded() ? close(result.result()) : Future.succeededFuture());
  }
}
