package io.atoll.edge.proxy;

import io.atoll.edge.encode.Compression;
import io.atoll.edge.encode.Encoder;
import io.atoll.edge.http.Compressible;
import io.atoll.edge.http.ContentCoding;
import io.atoll.edge.http.Field;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.HopByHop;
import io.atoll.edge.http.Statuses;
import io.atoll.edge.server.HttpExchange;
import io.atoll.edge.upstream.UpstreamAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Passes an upstream's answer on to one client, as fast as that reads it. */
final class Relay {
  private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("cache-status");

  /** An edge of another region says its own; the client asks us. */
  private static final String OUR_REGION = "atoll-region";

  private Relay() {}

  /**
   * @param compression null: the answer must stay as it is
   * @param tap takes the body as it came, or null
   */
  static void answer(
      HttpExchange exchange,
      UpstreamAnswer answer,
      @Nullable Compression compression,
      String cacheStatus,
      PartKeeper.@Nullable Tap tap) {
    if (exchange.isOver()) {
      answer.cancel();
      return;
    }
    boolean bodiless =
        exchange.method().name().equals("HEAD") || Statuses.isBodiless(answer.head().status());
    ContentCoding coding = compression == null ? null : compression.choose(exchange.fields());
    Encoder encoder =
        compression == null || coding == null || bodiless ? null : compression.stream(coding);
    FieldList plain = answer.head().fields();
    FieldList varied = compression == null ? plain : Compressible.varied(plain);
    FieldList fields =
        coding == null || (encoder == null && !bodiless) ? varied : coding.describe(varied);
    HttpServerResponse out = exchange.begin(answer.head().status());
    addFields(out.headers(), fields);
    out.headers().add(CACHE_STATUS, cacheStatus);
    if (bodiless) {
      answer.response().resume();
      out.end();
      return;
    }
    if (!fields.has("content-length")) {
      out.setChunked(true);
    }
    pump(exchange, answer.response(), out, encoder, !plain.has("content-length"), tap);
  }

  private static void addFields(MultiMap out, FieldList fields) {
    Set<String> dropped = HopByHop.namesIn(fields);
    for (Field field : fields.all()) {
      if (field.name().equals("date")) {
        out.set(HttpHeaders.DATE, field.value());
      } else if (!dropped.contains(field.name()) && !field.name().equals(OUR_REGION)) {
        out.add(field.name(), field.value());
      }
    }
  }

  /**
   * @param flushes whether the client is to see at once what comes: it may come slowly
   */
  private static void pump(
      HttpExchange exchange,
      HttpClientResponse in,
      HttpServerResponse out,
      @Nullable Encoder encoder,
      boolean flushes,
      PartKeeper.@Nullable Tap tap) {
    in.handler(chunk -> {
      if (tap != null) {
        tap.take(chunk);
      }
      Buffer sent = encoder == null ? chunk : encoder.write(chunk, flushes);
      if (sent.length() > 0) {
        out.write(sent);
      }
      if (out.writeQueueFull()) {
        in.pause();
        out.drainHandler(_ -> in.resume());
      }
    });
    in.exceptionHandler(_ -> exchange.abort());
    in.endHandler(_ -> {
      if (tap != null) {
        tap.end();
      }
      if (out.isChunked()) {
        out.trailers().addAll(in.trailers());
      }
      exchange.atEnd(() -> {});
      Buffer rest = encoder == null ? Buffer.buffer() : encoder.end();
      out.end(rest).onComplete(_ -> closeIfUnread(exchange));
    });
    exchange.atEnd(() -> {
      in.request().reset();
      if (encoder != null) {
        encoder.close();
      }
    });
    in.resume();
  }

  /** An upstream may answer without reading the body; the rest of that is no next request. */
  private static void closeIfUnread(HttpExchange exchange) {
    if (!exchange.request().isEnded()) {
      exchange.abort();
    }
  }
}
