package io.atoll.edge.shared;

import static io.atoll.edge.shared.SharedKeys.ascii;

import io.atoll.core.operation.Bytes;
import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.Standing;
import io.atoll.edge.http.CacheControl;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Vary;
import io.atoll.edge.page.Description;
import io.atoll.edge.page.Page;
import io.atoll.edge.page.SharedBody;
import io.atoll.edge.shared.SharedMetrics.Write;
import io.atoll.replication.redis.RedisLinks;
import io.atoll.replication.redis.RedisScript;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Answers on their way to Redis, behind the clients that have had them, bounded in bytes and in
 * number. A body's chunks go first, one after the other, maybe while it still comes; the record
 * that leads to them comes last, and only if the lease is still held.
 */
final class SharedWrites {
  /** Answers and ends of leases on their way. */
  private static final int COUNT_MAX = 1_024;

  /** So long an answer that can be asked about is kept after it has become stale. */
  private static final long VALIDATED_SECONDS = 600;

  private static final long SECONDS_MAX = 86_400;

  /** So long a URI is taken to have answers for one client each, once one was. */
  private static final Duration ALONE = Duration.ofSeconds(10);

  /**
   * Where an answer belongs.
   *
   * @param entry its name
   * @param pointer what led there from the URI's own name; null: it is that one
   */
  record Place(SharedKeys keys, String entry, SharedRecord.@Nullable Varies pointer) {}

  private final Vertx vertx;
  private final RedisLinks redis;
  private final SharedConfig config;
  private final String edge;
  private final Duration lease;
  private final BodyChunks chunks;
  private final StoreHealth health;
  private final WallClock wall;
  private final MonotonicClock clock;
  private final SharedMetrics metrics;
  private final AtomicLong pendingBytes = new AtomicLong();
  private final AtomicInteger pending = new AtomicInteger();

  SharedWrites(
      Vertx vertx,
      RedisLinks redis,
      SharedConfig config,
      String edge,
      Duration lease,
      StoreHealth health,
      WallClock wall,
      MonotonicClock clock,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.redis = redis;
    this.config = config;
    this.edge = edge;
    this.lease = lease;
    chunks = new BodyChunks(redis);
    this.health = health;
    this.wall = wall;
    this.clock = clock;
    metrics = new SharedMetrics(meters, pendingBytes::get);
  }

  SharedMetrics metrics() {
    return metrics;
  }

  /**
   * A lease that was taken.
   *
   * @param asked how far this edge had come then; null: nobody could judge what it stores
   */
  Fill fill(Place place, String token, @Nullable Standing asked) {
    return new HeldLease(this, place, token, asked, lease, clock);
  }

  boolean isTooLarge(ResponseHead head) {
    return length(head) > config.objectBytesMax();
  }

  static long length(ResponseHead head) {
    String length = head.fields().first("content-length");
    return length == null ? Stored.Body.UNKNOWN : Long.parseLong(length);
  }

  void count(Write write) {
    metrics.count(write);
  }

  void failed(Throwable failure) {
    health.failed(failure);
  }

  /** Has an answer read by others while its body comes, unless that is whole in a moment. */
  Announcement announce(
      Place place, String token, Standing asked, Description description, SharedBody body) {
    return new Announcement(
        vertx,
        clock,
        body,
        token,
        new ComingChunks(
            this, chunks, redis, config.objectBytesMax(), lease, place, token, asked, description));
  }

  /** What is known of it now beside its body. */
  SharedRecord.About about(Description description, Standing asked) {
    Freshness freshness = description.freshness();
    return new SharedRecord.About(
        description.head(),
        freshness.lifetimeSeconds(),
        freshness.ageMillis(wall.millis()),
        edge,
        description.askedMillis(),
        asked);
  }

  void release(Place place, String token, byte[] record) {
    send(
        SharedScripts.RELEASE,
        SharedKeys.bytes(SharedKeys.lease(place.entry), place.entry),
        List.of(ascii(token), record, ascii(Long.toString(ALONE.toMillis()))));
  }

  /** If too much is on its way already, leases run out by themselves. */
  void send(RedisScript script, List<byte[]> keys, List<byte[]> arguments) {
    if (pending.incrementAndGet() > COUNT_MAX) {
      pending.decrementAndGet();
      return;
    }
    redis
        .here()
        .run(script, keys, arguments)
        .onFailure(health::failed)
        .onComplete(_ -> pending.decrementAndGet());
  }

  /**
   * Stores an answer, if the lease is still held.
   *
   * @param there whether its body's chunks are there, under the token's name; who reads them is
   *     told that they are all
   */
  void store(Place place, String token, Standing asked, Page page, boolean there) {
    long seconds = seconds(page, wall.millis());
    int length = page.body().length();
    if (seconds <= 0 || length > config.objectBytesMax() || !begin(length)) {
      metrics.count(Write.SKIPPED);
      if (there) {
        chunks.tell(place.keys, token, new Progress.Whole(length, token)).onFailure(health::failed);
      }
      release(place, token, new byte[0]);
      return;
    }
    long ttlMillis = seconds * 1_000;
    List<byte[]> pieces = length > RedisStore.CHUNK_BYTES ? BodyChunks.of(page.body()) : List.of();
    String digest = pieces.isEmpty() ? "" : SharedKeys.digest(pieces);
    SharedRecord.Answer record =
        new SharedRecord.Answer(
            token,
            ttlMillis,
            about(page.description(), asked),
            length,
            digest,
            pieces.isEmpty() ? Bytes.wrap(page.body().getBytes()) : Bytes.EMPTY);
    // A little longer than what leads to them, so that it never leads to nothing by their age.
    long chunkMillis = ttlMillis + 60_000;
    (there
            ? chunks.name(place.keys, token, digest, pieces, length, chunkMillis)
            : chunks.put(place.keys, digest, pieces, chunkMillis))
        .compose(_ -> put(place, token, page, record))
        .onComplete(
            stored -> metrics.count(stored ? Write.STORED : Write.REFUSED),
            failure -> {
              metrics.count(Write.FAILED);
              health.failed(failure);
            })
        .onComplete(_ -> end(length));
  }

  /** Whether there is room for so many more bytes; they are to be ended once. */
  boolean begin(int length) {
    if (pending.incrementAndGet() <= COUNT_MAX) {
      if (pendingBytes.addAndGet(length) <= config.pendingBytesMax()) {
        return true;
      }
      pendingBytes.addAndGet(-length);
    }
    pending.decrementAndGet();
    return false;
  }

  void end(int length) {
    pendingBytes.addAndGet(-length);
    pending.decrementAndGet();
  }

  /** For how long it may be of use to anybody; 0: not at all. */
  private static long seconds(Page page, long now) {
    CacheControl control = page.control();
    boolean validated =
        page.head().fields().has("etag") || page.head().fields().has("last-modified");
    long stale =
        Math.max(
            validated ? VALIDATED_SECONDS : 0,
            Math.max(control.staleWhileRevalidate(), control.staleIfError()));
    return Math.clamp(
        Math.max(0, page.freshness().remainingSeconds(now)) + Math.max(0, stale), 0, SECONDS_MAX);
  }

  private Future<Boolean> put(Place place, String token, Page page, SharedRecord.Answer record) {
    Vary vary = page.vary();
    SharedRecord.Varies pointer = place.pointer;
    boolean samePointer = pointer != null && pointer.names().equals(vary.names());
    String entry;
    byte[] base = new byte[0];
    if (samePointer) {
      entry = place.entry;
    } else if (vary.names().isEmpty()) {
      entry = place.keys.base();
    } else {
      entry = place.keys.variant(token, vary, page.variant());
      base = SharedRecord.encode(new SharedRecord.Varies(token, vary.names()));
    }
    return redis
        .here()
        .runSoon(
            SharedScripts.PUT,
            SharedKeys.bytes(SharedKeys.lease(place.entry), entry, place.keys.base()),
            List.of(
                ascii(token),
                SharedRecord.encode(record),
                ascii(Long.toString(record.ttlMillis())),
                pointer == null ? new byte[0] : SharedRecord.encode(pointer),
                base))
        .map(SharedWrites::isYes);
  }

  static boolean isYes(@Nullable Response answer) {
    return "1".equals(String.valueOf(answer));
  }
}
