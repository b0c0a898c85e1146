package io.atoll.edge.proxy;

import io.atoll.edge.encode.Compression;
import io.atoll.edge.encode.Encoder;
import io.atoll.edge.http.ByteRange;
import io.atoll.edge.http.ByteRanges;
import io.atoll.edge.http.ContentCoding;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Precondition;
import io.atoll.edge.page.Description;
import io.atoll.edge.page.Fetched;
import io.atoll.edge.page.SharedBody;
import io.atoll.edge.server.HttpExchange;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Answers one client with a body that is just coming, as far as it has come, at its own pace. */
final class SharedAnswer {
  private final HttpExchange exchange;
  private final HttpServerResponse out;
  private final AtomicBoolean told = new AtomicBoolean();
  private final @Nullable Encoder encoder;
  private final boolean flushes;
  private final long from;
  private long left;
  private long position;
  private SharedBody.@Nullable Reader reader;

  private SharedAnswer(
      HttpExchange exchange,
      HttpServerResponse out,
      @Nullable Encoder encoder,
      boolean flushes,
      long from,
      long left) {
    this.exchange = exchange;
    this.out = out;
    this.encoder = encoder;
    this.flushes = flushes;
    this.from = from;
    this.left = left;
  }

  /** Returns whether it could be sent; if not, its beginning is gone, and nothing was sent. */
  static boolean send(
      Visit visit,
      Fetched.Coming coming,
      Compression compression,
      String cacheStatus,
      long nowMillis) {
    HttpExchange exchange = visit.exchange();
    Description of = coming.description();
    FieldList stored = of.fields();
    ContentCoding coding = of.compressible() ? compression.choose(visit.fields()) : null;
    if (of.head().status() == 200
        && Precondition.isNotModified(visit.fields(), stored, nowMillis)) {
      FieldList described = coding == null ? stored : coding.describe(stored);
      StoredFields.addNotModified(
          exchange.answerFields(), described, of.freshness(), cacheStatus, nowMillis);
      exchange.end(304);
      return true;
    }
    ByteRange part = part(visit, coming);
    long from = part == null ? 0 : part.first();
    Encoder encoder = coding == null ? null : compression.stream(coding);
    String length = stored.first("content-length");
    boolean sized = length != null;
    long whole = length == null || encoder != null ? Long.MAX_VALUE : Long.parseLong(length);
    long left = part == null ? whole : part.length();
    SharedAnswer answer =
        new SharedAnswer(exchange, exchange.response(), encoder, !sized, from, left);
    SharedBody.Reader reader = coming.body().reader(answer::tell);
    if (reader == null) {
      answer.closeEncoder();
      return false;
    }
    answer.reader = reader;
    exchange.atEnd(() -> {
      reader.close();
      answer.closeEncoder();
    });
    FieldList sent = encoder == null ? stored : encoder.coding().describe(stored);
    StoredFields.add(exchange.answerFields(), sent, of.freshness(), cacheStatus, nowMillis);
    HttpServerResponse out = exchange.begin(part == null ? of.head().status() : 206);
    if (part != null) {
      out.putHeader("content-range", part.contentRange(whole));
      out.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(part.length()));
    } else if (!sized || encoder != null) {
      out.setChunked(true);
    }
    answer.pump();
    return true;
  }

  /** The one part asked for, if the length is known; else null, and the whole is sent. */
  private static @Nullable ByteRange part(Visit visit, Fetched.Coming coming) {
    FieldList stored = coming.fields();
    String length = stored.first("content-length");
    if (length == null
        || coming.description().head().status() != 200
        || !Precondition.allowsRange(visit.fields(), stored)) {
      return null;
    }
    return ByteRanges.parse(visit.fields().first("range"), Long.parseLong(length))
                instanceof ByteRanges.Parts(List<ByteRange> parts)
            && parts.size() == 1
        ? parts.getFirst()
        : null;
  }

  /** More has come; called on any thread, possibly often before it is acted upon. */
  private void tell() {
    if (told.compareAndSet(false, true)) {
      exchange.runOnLoop(this::pump);
    }
  }

  private void pump() {
    told.set(false);
    SharedBody.Reader reading = reader;
    if (reading == null || exchange.isOver()) {
      return;
    }
    while (!out.writeQueueFull()) {
      Buffer chunk = reading.poll();
      if (chunk == null) {
        finish(reading);
        return;
      }
      Buffer sent = take(chunk);
      if (left == 0) {
        // In one write with the end, and with the head if nothing was sent yet.
        end(reading, sent);
        return;
      }
      if (sent.length() > 0) {
        out.write(sent);
      }
    }
    out.drainHandler(_ -> pump());
  }

  /** What is to be sent of a chunk, perhaps nothing yet. */
  private Buffer take(Buffer chunk) {
    long skipped = Math.min(chunk.length(), Math.max(0, from - position));
    long taken = Math.min(left, chunk.length() - skipped);
    position += chunk.length();
    if (taken <= 0) {
      return Buffer.buffer();
    }
    left -= taken;
    Buffer part =
        taken == chunk.length() ? chunk : chunk.slice((int) skipped, (int) (skipped + taken));
    Encoder coder = encoder;
    return coder == null ? part : coder.write(part, flushes);
  }

  private void finish(SharedBody.Reader reading) {
    switch (reading.state()) {
      case COMING -> {
        // Told when more is there.
      }
      case COMPLETE -> end(reading, Buffer.buffer());
      case BROKEN -> exchange.abort();
    }
  }

  private void end(SharedBody.Reader reading, Buffer last) {
    reading.close();
    Encoder coder = encoder;
    out.end(coder == null ? last : Buffer.buffer().appendBuffer(last).appendBuffer(coder.end()));
  }

  private void closeEncoder() {
    Encoder coder = encoder;
    if (coder != null) {
      coder.close();
    }
  }
}
