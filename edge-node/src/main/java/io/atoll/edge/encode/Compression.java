package io.atoll.edge.encode;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import io.atoll.edge.http.AcceptEncoding;
import io.atoll.edge.http.CacheControl;
import io.atoll.edge.http.ContentCoding;
import io.atoll.edge.http.Fields;
import io.atoll.edge.http.ResponseHead;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compresses contents for clients that accept it, within bounds. Safe for use by many threads. */
public final class Compression {
  private static final Logger log = LoggerFactory.getLogger(Compression.class);

  /** Values of {@code Accept-Encoding} that are remembered: browsers have a handful. */
  private static final int REMEMBERED_MAX = 256;

  private static final int REMEMBERED_LENGTH_MAX = 128;

  private final Vertx vertx;
  private final CompressionConfig config;
  private final List<ContentCoding> codings;
  private final CompressionMetrics metrics;
  private final int wholeMax = Runtime.getRuntime().availableProcessors();
  private final AtomicInteger wholes = new AtomicInteger();
  private final ConcurrentHashMap<String, Optional<ContentCoding>> remembered =
      new ConcurrentHashMap<>();

  public Compression(Vertx vertx, CompressionConfig config, CompressionMetrics metrics) {
    this.vertx = vertx;
    this.config = config;
    this.metrics = metrics;
    codings = config.codings().stream().filter(Compression::isAvailable).toList();
  }

  /** Brotli is native code, which is not there for every machine. */
  private static boolean isAvailable(ContentCoding coding) {
    boolean available = coding != ContentCoding.BR || Brotli4jLoader.isAvailable();
    if (!available) {
      log.atWarn()
          .addKeyValue("coding", coding.token())
          .setCause(Brotli4jLoader.getUnavailabilityCause())
          .log("not available on this machine, left out");
    }
    return available;
  }

  /** Whether an answer of an upstream may be compressed, and is worth it. */
  public boolean includes(ResponseHead head) {
    return !codings.isEmpty() && config.compressible().includes(head);
  }

  /**
   * The coding for a client, null: none. Who asks for a part gets one of the content as it is:
   * parts of a content that is made anew now and then may not fit together.
   */
  public @Nullable ContentCoding choose(Fields request) {
    List<String> lines = request.lines("accept-encoding");
    if (lines.isEmpty() || request.has("range") || forbids(request)) {
      return null;
    }
    String only = lines.size() == 1 ? lines.getFirst() : null;
    if (only == null || only.length() > REMEMBERED_LENGTH_MAX) {
      return AcceptEncoding.choose(lines, codings);
    }
    Optional<ContentCoding> known = remembered.get(only);
    if (known == null) {
      known = Optional.ofNullable(AcceptEncoding.choose(lines, codings));
      if (remembered.size() < REMEMBERED_MAX) {
        remembered.put(only, known);
      }
    }
    return known.orElse(null);
  }

  /** RFC 9111 section 5.2.1.6. */
  private static boolean forbids(Fields request) {
    return request.has("cache-control")
        && CacheControl.parse(request.lines("cache-control")).noTransform();
  }

  /** For a content that passes; null: as many as may be are being compressed. */
  public @Nullable Encoder stream(ContentCoding coding) {
    if (metrics.streams().incrementAndGet() > config.streamsMax()) {
      metrics.streams().decrementAndGet();
      metrics.refused();
      return null;
    }
    metrics.count(coding);
    return new Encoder(coding, () -> metrics.streams().decrementAndGet());
  }

  /** How encoding a whole content went. */
  public sealed interface Whole {}

  public record Encoded(Buffer content) implements Whole {}

  /** It would be no shorter. */
  public record NotWorthIt() implements Whole {}

  /** As many as may be are being encoded. */
  public record NotNow() implements Whole {}

  /** Encodes a whole content, on another thread. */
  public Future<Whole> whole(ContentCoding coding, Buffer content) {
    if (wholes.incrementAndGet() > wholeMax) {
      wholes.decrementAndGet();
      metrics.refused();
      return Future.succeededFuture(new NotNow());
    }
    metrics.count(coding);
    Promise<Whole> made = Promise.promise();
    vertx
        .executeBlocking(() -> encode(coding, content), false)
        .onComplete(result -> {
          wholes.decrementAndGet();
          if (result.succeeded()) {
            made.complete(result.result());
          } else {
            made.fail(result.cause());
          }
        });
    return made.future();
  }

  private static Whole encode(ContentCoding coding, Buffer content) {
    try (Encoder encoder = new Encoder(coding, () -> {})) {
      Buffer encoded =
          Buffer.buffer().appendBuffer(encoder.write(content, false)).appendBuffer(encoder.end());
      return encoded.length() < content.length() ? new Encoded(encoded) : new NotWorthIt();
    }
  }
}
