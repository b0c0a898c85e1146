package io.atoll.edge.proxy;

import io.atoll.edge.http.Field;
import io.atoll.edge.http.HopByHop;
import io.atoll.edge.http.Statuses;
import io.atoll.edge.server.HttpExchange;
import io.atoll.edge.upstream.UpstreamAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;

/** Passes an upstream's answer on to one client, as fast as that reads it. */
final class Relay {
  private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("cache-status");

  /** An edge of another region says its own; the client asks us. */
  private static final String OUR_REGION = "atoll-region";

  private Relay() {}

  static void answer(HttpExchange exchange, UpstreamAnswer answer, String cacheStatus) {
    if (exchange.isOver()) {
      answer.cancel();
      return;
    }
    HttpServerResponse out = exchange.begin(answer.head().status());
    addFields(out.headers(), answer);
    out.headers().add(CACHE_STATUS, cacheStatus);
    boolean bodiless =
        exchange.method().name().equals("HEAD") || Statuses.isBodiless(answer.head().status());
    if (bodiless) {
      answer.response().resume();
      out.end();
      return;
    }
    if (!answer.head().fields().has("content-length")) {
      out.setChunked(true);
    }
    pump(exchange, answer.response(), out);
  }

  private static void addFields(MultiMap out, UpstreamAnswer answer) {
    Set<String> dropped = HopByHop.namesIn(answer.head().fields());
    for (Field field : answer.head().fields().all()) {
      if (field.name().equals("date")) {
        out.set(HttpHeaders.DATE, field.value());
      } else if (!dropped.contains(field.name()) && !field.name().equals(OUR_REGION)) {
        out.add(field.name(), field.value());
      }
    }
  }

  private static void pump(HttpExchange exchange, HttpClientResponse in, HttpServerResponse out) {
    in.handler(chunk -> {
      out.write(chunk);
      if (out.writeQueueFull()) {
        in.pause();
        out.drainHandler(_ -> in.resume());
      }
    });
    in.exceptionHandler(_ -> exchange.abort());
    in.endHandler(_ -> {
      if (out.isChunked()) {
        out.trailers().addAll(in.trailers());
      }
      exchange.atEnd(() -> {});
      out.end().onComplete(_ -> closeIfUnread(exchange));
    });
    exchange.atEnd(() -> in.request().reset());
    in.resume();
  }

  /** An upstream may answer without reading the body; the rest of that is no next request. */
  private static void closeIfUnread(HttpExchange exchange) {
    if (!exchange.request().isEnded()) {
      exchange.abort();
    }
  }
}
