package io.atoll.edge.upstream;

import io.atoll.edge.http.Field;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.upstream.Handshake.Declined;
import io.atoll.edge.upstream.UpstreamException.Kind;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks upstreams to go on with a WebSocket, each time on a connection of its own. How many there
 * are is for the caller to bound.
 */
final class Handshakes {
  private static final String WEBSOCKET = "websocket";
  private static final int HEADER_BYTES_MAX = 64 << 10;

  private final HttpClientAgent client;
  private final PoolConfig config;

  /**
   * @param max connections to one server
   */
  Handshakes(Vertx vertx, PoolConfig config, int max) {
    this.config = config;
    client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setConnectTimeout((int) config.connectMax().toMillis())
                    .setMaxHeaderSize(HEADER_BYTES_MAX)
                    .setTcpNoDelay(true)
                    .setDecompressionSupported(false))
            // None is used again, and so each is on the event loop of who asks for it.
            .with(new PoolOptions().setHttp1MaxSize(max))
            .withConnectHandler(Handshakes::guard)
            .build();
  }

  private static void guard(HttpConnection connection) {
    var context = ((HttpClientConnectionInternal) connection).channelHandlerContext();
    context.pipeline().addBefore(context.name(), "switching-head", new SwitchingHead());
  }

  /** Nothing has been sent if it fails. */
  Future<HttpClientRequest> connect(Outbound outbound, HostPort target) {
    return client.request(
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(outbound.method()))
            .setHost(target.host())
            .setPort(target.port())
            .setURI(outbound.target()));
  }

  /**
   * Fails with an {@link UpstreamException}.
   *
   * @param outbound without the fields that ask for the protocol
   */
  Future<Handshake> begin(HttpClientRequest request, Outbound outbound) {
    var connection = (HttpClientConnectionInternal) request.connection();
    Promise<Handshake> answered = connection.context().promise();
    connection.channelHandlerContext().pipeline().get(SwitchingHead.class).expect(answered);
    // What goes wrong is told by the future of the answer.
    request.exceptionHandler(_ -> {});
    for (Field field : outbound.fields().all()) {
      request.headers().add(field.name(), field.value());
    }
    request.putHeader(HttpHeaders.HOST, outbound.host());
    request.putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
    request.putHeader(HttpHeaders.UPGRADE, WEBSOCKET);
    request.send().onComplete(response -> declined(request, response, answered), answered::tryFail);
    return answered
        .future()
        .timeout(config.tryMax().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(_ -> {
          request.reset();
          // It may have come just now.
          answered.future().onSuccess(Handshake::cancel);
        })
        .recover(failure -> Future.failedFuture(explain(failure)));
  }

  private void declined(
      HttpClientRequest request, HttpClientResponse response, Promise<Handshake> answered) {
    request.idleTimeout(config.tryMax().toMillis());
    ResponseHead head =
        new ResponseHead(response.statusCode(), UpstreamAnswer.fields(response.headers()));
    Declined declined = new Declined(new UpstreamAnswer(head, new DeclinedBody(response)));
    if (!answered.tryComplete(declined)) {
      declined.cancel();
    }
  }

  private UpstreamException explain(Throwable failure) {
    return failure instanceof TimeoutException
        ? new UpstreamException(
            Kind.TIMEOUT,
            "pool '%s' did not answer within %s".formatted(config.name(), config.tryMax()),
            failure)
        : new UpstreamException(
            Kind.BROKEN,
            "pool '%s' ended the exchange: %s".formatted(config.name(), failure.getMessage()),
            failure);
  }

  Future<Void> close() {
    return client.close();
  }
}
