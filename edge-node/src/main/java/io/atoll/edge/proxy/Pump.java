package io.atoll.edge.proxy;

import io.atoll.edge.encode.Encoder;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.server.HttpExchange;
import io.atoll.edge.upstream.AnswerBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** Passes the body of an answer on to one client, as fast as that reads it. */
final class Pump {
  private final HttpExchange exchange;
  private final AnswerBody in;
  private final HttpServerResponse out;
  private final @Nullable Encoder encoder;
  private final PartKeeper.@Nullable Tap tap;

  /** Whether the client is to see at once what comes: it may come slowly. */
  private final boolean flushes;

  /** What is still to come before the end; below zero: not known. */
  private long left;

  private Buffer last = Buffer.buffer();

  /**
   * @param encoder null: it stays as it is
   * @param length what {@code Content-Length} said, or null
   * @param tap takes the body as it came, or null
   */
  Pump(
      HttpExchange exchange,
      AnswerBody in,
      HttpServerResponse out,
      @Nullable Encoder encoder,
      @Nullable String length,
      PartKeeper.@Nullable Tap tap) {
    this.exchange = exchange;
    this.in = in;
    this.out = out;
    this.encoder = encoder;
    this.tap = tap;
    flushes = length == null;
    left = length == null ? -1 : Long.parseLong(length);
  }

  void start() {
    in.handler(this::pass);
    in.exceptionHandler(_ -> {
      closeTap();
      exchange.abort();
    });
    in.endHandler(this::end);
    exchange.atEnd(() -> {
      in.cancel();
      closeTap();
      if (encoder != null) {
        encoder.close();
      }
    });
    in.resume();
  }

  private void closeTap() {
    if (tap != null) {
      tap.close();
    }
  }

  private void pass(Buffer chunk) {
    if (tap != null) {
      tap.take(chunk);
    }
    left -= chunk.length();
    if (left == 0 && encoder == null) {
      // Goes out with the end, which follows at once.
      last = chunk;
      return;
    }
    Buffer sent = encoder == null ? chunk : encoder.write(chunk, flushes);
    if (sent.length() > 0) {
      out.write(sent);
    }
    if (out.writeQueueFull()) {
      in.pause();
      out.drainHandler(_ -> in.resume());
    }
  }

  private void end(FieldList trailers) {
    if (tap != null) {
      tap.end();
    }
    if (out.isChunked()) {
      trailers.all().forEach(field -> out.trailers().add(field.name(), field.value()));
    }
    exchange.atEnd(() -> {});
    Buffer rest = encoder == null ? last : encoder.end();
    out.end(rest).onComplete(_ -> closeIfUnread());
  }

  /** An upstream may answer without reading the body; the rest of that is no next request. */
  private void closeIfUnread() {
    if (!exchange.request().isEnded()) {
      exchange.abort();
    }
  }
}
