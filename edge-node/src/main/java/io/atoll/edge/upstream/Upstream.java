package io.atoll.edge.upstream;

import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.http.Field;
import io.atoll.edge.upstream.UpstreamException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A pool of a customer's servers. A request goes to one of them in turn, passing over those that
 * are down. If it could not be handed over, or could be handed over twice without harm and was lost
 * with its connection, one other target is tried. Safe for use by many threads.
 */
public final class Upstream {
  /** Requests that wait for a connection at one time, for each connection there may be. */
  private static final int WAITING_PER_CONNECTION = 4;

  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final int HEADER_BYTES_MAX = 64 << 10;

  /** What browsers read as a stream of events (HTML standard, section 9.2). */
  private static final String EVENTS = "text/event-stream";

  /** The server of one is advised to send a comment every 15 s; a few may be lost. */
  private static final Duration EVENTS_SILENCE_MAX = Duration.ofSeconds(75);

  private final PoolConfig config;
  private final MonotonicClock clock;
  private final List<Target> targets;
  private final HttpClientAgent client;
  private final AtomicInteger turn = new AtomicInteger();

  public Upstream(Vertx vertx, PoolConfig config, MonotonicClock clock) {
    this.config = config;
    this.clock = clock;
    targets = config.targets().stream().map(Target::new).toList();
    client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setConnectTimeout((int) config.connectMax().toMillis())
                    .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                    .setMaxHeaderSize(HEADER_BYTES_MAX)
                    .setTcpNoDelay(true)
                    .setDecompressionSupported(false))
            .with(
                new PoolOptions()
                    .setHttp1MaxSize(config.connectionsMax())
                    .setMaxWaitQueueSize(config.connectionsMax() * WAITING_PER_CONNECTION))
            .withConnectHandler(Upstream::guard)
            .build();
  }

  private static void guard(HttpConnection connection) {
    var context = ((HttpClientConnectionInternal) connection).channelHandlerContext();
    context.pipeline().addBefore(context.name(), "interim-heads", new InterimHeads());
  }

  public String name() {
    return config.name();
  }

  /** How many of its targets are down. */
  public long downCount() {
    return targets.stream().filter(Target::isDown).count();
  }

  /**
   * Sends a request. Fails with an {@link UpstreamException} if no answer comes.
   *
   * @return comes on the caller's event loop
   */
  public Future<UpstreamAnswer> ask(Outbound outbound) {
    long deadline = clock.nanos() + config.totalMax().toNanos();
    return attempt(outbound, null, deadline)
        .recover(failure -> Future.failedFuture(explain(failure)));
  }

  /**
   * @param failed where the first try failed; null: this is the first
   */
  private Future<UpstreamAnswer> attempt(
      Outbound outbound, @Nullable Target failed, long deadline) {
    Target target = choose(failed);
    if (target == null) {
      return Future.failedFuture(
          new UpstreamException(
              Kind.DOWN,
              "all %d targets of pool '%s' are down".formatted(targets.size(), config.name())));
    }
    return client
        .request(options(outbound, target))
        .transform(connected ->
            connected.succeeded()
                ? talk(connected.result(), outbound, target, failed == null, deadline)
                : unreachable(connected.cause(), outbound, target, failed == null, deadline));
  }

  /** One that is not down, and rather not the one that has just failed. */
  private @Nullable Target choose(@Nullable Target failed) {
    int first = Math.floorMod(turn.getAndIncrement(), targets.size());
    for (int i = 0; i < targets.size(); i++) {
      Target target = targets.get((first + i) % targets.size());
      if (target != failed && target.admits(clock.nanos())) {
        return target;
      }
    }
    return failed != null && failed.admits(clock.nanos()) ? failed : null;
  }

  private static RequestOptions options(Outbound outbound, Target target) {
    return new RequestOptions()
        .setMethod(HttpMethod.valueOf(outbound.method()))
        .setHost(target.address().host())
        .setPort(target.address().port())
        .setURI(outbound.target());
  }

  /** Nothing was sent, so anything may be sent to another. */
  private Future<UpstreamAnswer> unreachable(
      Throwable failure, Outbound outbound, Target target, boolean first, long deadline) {
    if (failure instanceof ConnectionPoolTooBusyException) {
      return Future.failedFuture(failure);
    }
    target.failed(clock.nanos());
    if (first && deadline - clock.nanos() > 0) {
      return attempt(outbound, target, deadline);
    }
    return Future.failedFuture(
        new UpstreamException(
            Kind.DOWN,
            "pool '%s' can't be reached at %s: %s"
                .formatted(config.name(), target.address(), failure.getMessage()),
            failure));
  }

  private Future<UpstreamAnswer> talk(
      HttpClientRequest request, Outbound outbound, Target target, boolean first, long deadline) {
    long left = Math.min(deadline - clock.nanos(), config.tryMax().toNanos());
    return send(request, outbound)
        .timeout(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)), TimeUnit.MILLISECONDS)
        .transform(result -> {
          if (result.succeeded()) {
            target.answered();
            request.idleTimeout(silenceMax(result.result()).toMillis());
            return Future.succeededFuture(UpstreamAnswer.of(result.result()));
          }
          request.reset();
          // A connection that was kept may have been closed just as the request was sent.
          boolean again =
              first && outbound.isRepeatable() && !(result.cause() instanceof TimeoutException);
          return again ? attempt(outbound, target, deadline) : Future.failedFuture(result.cause());
        });
  }

  /** A stream of events may be silent for longer than another answer. */
  private Duration silenceMax(HttpClientResponse response) {
    String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
    boolean events = type != null && type.toLowerCase(Locale.ROOT).startsWith(EVENTS);
    return events && config.tryMax().compareTo(EVENTS_SILENCE_MAX) < 0
        ? EVENTS_SILENCE_MAX
        : config.tryMax();
  }

  private static Future<HttpClientResponse> send(HttpClientRequest request, Outbound outbound) {
    // What goes wrong is told by the future of the answer.
    request.exceptionHandler(_ -> {});
    request.putHeader(HttpHeaders.HOST, outbound.host());
    for (Field field : outbound.fields().all()) {
      request.headers().add(field.name(), field.value());
    }
    Outbound.Body body = outbound.body();
    if (body == null) {
      return request.send();
    }
    if (body.length() >= 0) {
      request.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(body.length()));
    } else {
      request.setChunked(true);
    }
    Runnable goOn = body.goOn();
    if (goOn == null) {
      return request.send(body.stream());
    }
    request.putHeader(HttpHeaders.EXPECT, HttpHeaders.CONTINUE);
    request.continueHandler(_ -> {
      goOn.run();
      body.stream().pipeTo(request);
    });
    return request.sendHead().compose(_ -> request.response());
  }

  private Throwable explain(Throwable failure) {
    return switch (failure) {
      case UpstreamException known -> known;
      case TimeoutException slow ->
          new UpstreamException(
              Kind.TIMEOUT,
              "pool '%s' did not answer within %s".formatted(config.name(), config.tryMax()),
              slow);
      case ConnectionPoolTooBusyException busy ->
          new UpstreamException(
              Kind.BUSY,
              "%d requests wait for pool '%s' already; raise connections-max, or serve faster"
                  .formatted(config.connectionsMax() * WAITING_PER_CONNECTION, config.name()),
              busy);
      default ->
          new UpstreamException(
              Kind.BROKEN,
              "pool '%s' ended the exchange: %s".formatted(config.name(), failure.getMessage()),
              failure);
    };
  }

  public Future<Void> close() {
    return client.close();
  }
}
