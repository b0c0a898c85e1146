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
      close(tap);
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
      close(tap);
      answer.body().resume();
      out.end();
      return;
    }
    if (!fields.has("content-length")) {
      out.setChunked(true);
    }
    new Pump(exchange, answer.body(), out, encoder, plain.first("content-length"), tap).start();
  }

  private static void close(PartKeeper.@Nullable Tap tap) {
    if (tap != null) {
      tap.close();
    }
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
}
