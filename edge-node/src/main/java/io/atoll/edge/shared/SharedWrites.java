package io.atoll.edge.shared;

import static io.atoll.edge.shared.SharedKeys.ascii;

import io.atoll.core.operation.Bytes;
import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.Standing;
import io.atoll.edge.http.CacheControl;
import io.atoll.edge.http.Vary;
import io.atoll.edge.page.Page;
import io.atoll.edge.shared.SharedMetrics.Write;
import io.atoll.replication.redis.RedisLinks;
import io.atoll.replication.redis.RedisScript;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Answers on their way to Redis, behind the clients that have had them, bounded in bytes and in
 * number. A body's chunks go first, one after the other; the record that leads to them comes last,
 * and only if the lease is still held.
 */
final class SharedWrites {
  /** Answers and ends of leases on their way. */
  private static final int COUNT_MAX = 1_024;

  /** So long an answer that can be asked about is kept after it has become stale. */
  private static final long VALIDATED_SECONDS = 600;

  private static final long SECONDS_MAX = 86_400;

  /** So long a URI is taken to have answers for one client each, once one was. */
  private static final Duration ALONE = Duration.ofSeconds(10);

  private static final RedisScript PUT =
      new RedisScript(
          """
          -- KEYS: lease, entry, the URI's own name. ARGV: token, entry, time to live in milliseconds, what
          -- the URI's own name must hold ('': anything), what it is to hold ('': what it does).
          if redis.call('GET', KEYS[1]) ~= ARGV[1] then
            return 0
          end
          if ARGV[4] ~= '' and redis.call('GET', KEYS[3]) ~= ARGV[4] then
            return 0
          end
          if ARGV[5] ~= '' then
            redis.call('SET', KEYS[3], ARGV[5], 'PX', ARGV[3])
          elseif redis.call('PTTL', KEYS[3]) < tonumber(ARGV[3]) then
            redis.call('PEXPIRE', KEYS[3], ARGV[3])
          end
          redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
          redis.call('DEL', KEYS[1])
          return 1
          """);

  private static final RedisScript KEEP =
      new RedisScript(
          """
          -- KEYS: chunks. ARGV: time to live in milliseconds. Lets them live that long, if all are there.
          if redis.call('EXISTS', unpack(KEYS)) ~= #KEYS then
            return 0
          end
          for i = 1, #KEYS do
            if redis.call('PTTL', KEYS[i]) < tonumber(ARGV[1]) then
              redis.call('PEXPIRE', KEYS[i], ARGV[1])
            end
          end
          return 1
          """);

  private static final RedisScript RELEASE =
      new RedisScript(
          """
          -- KEYS: lease, entry. ARGV: token, what the entry is to hold ('': what it does), its time to
          -- live in milliseconds.
          if redis.call('GET', KEYS[1]) ~= ARGV[1] then
            return 0
          end
          if ARGV[2] ~= '' then
            redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
          end
          return redis.call('DEL', KEYS[1])
          """);

  private static final RedisScript RENEW =
      new RedisScript(
          """
          -- KEYS: lease. ARGV: token, lease in milliseconds.
          if redis.call('GET', KEYS[1]) ~= ARGV[1] then
            return 0
          end
          return redis.call('PEXPIRE', KEYS[1], ARGV[2])
          """);

  /**
   * Where an answer belongs.
   *
   * @param entry its name
   * @param pointer what led there from the URI's own name; null: it is that one
   */
  record Place(SharedKeys keys, String entry, SharedRecord.@Nullable Varies pointer) {}

  private final RedisLinks redis;
  private final SharedConfig config;
  private final String edge;
  private final Duration lease;
  private final StoreHealth health;
  private final WallClock wall;
  private final MonotonicClock clock;
  private final SharedMetrics metrics;
  private final AtomicLong pendingBytes = new AtomicLong();
  private final AtomicInteger pending = new AtomicInteger();

  SharedWrites(
      RedisLinks redis,
      SharedConfig config,
      String edge,
      Duration lease,
      StoreHealth health,
      WallClock wall,
      MonotonicClock clock,
      MeterRegistry meters) {
    this.redis = redis;
    this.config = config;
    this.edge = edge;
    this.lease = lease;
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
    return new Led(place, token, asked);
  }

  private final class Led implements Fill {
    private final Place place;
    private final String token;
    private final @Nullable Standing asked;
    private long renewedNanos = clock.nanos();
    private boolean ended;

    Led(Place place, String token, @Nullable Standing asked) {
      this.place = place;
      this.token = token;
      this.asked = asked;
    }

    @Override
    public void store(Page page) {
      if (asked == null) {
        release();
      } else if (end()) {
        SharedWrites.this.store(place, token, asked, page);
      }
    }

    @Override
    public void alone() {
      if (end()) {
        byte[] record = SharedRecord.encode(new SharedRecord.Alone(token));
        SharedWrites.this.release(place, token, record);
      }
    }

    @Override
    public void release() {
      if (end()) {
        SharedWrites.this.release(place, token, new byte[0]);
      }
    }

    @Override
    public void renew() {
      long now = clock.nanos();
      if (!ended && now - renewedNanos > lease.toNanos() / 3) {
        renewedNanos = now;
        send(
            RENEW,
            SharedKeys.bytes(SharedKeys.lease(place.entry)),
            List.of(ascii(token), ascii(Long.toString(lease.toMillis()))));
      }
    }

    private boolean end() {
      boolean first = !ended;
      ended = true;
      return first;
    }
  }

  private void release(Place place, String token, byte[] record) {
    send(
        RELEASE,
        SharedKeys.bytes(SharedKeys.lease(place.entry), place.entry),
        List.of(ascii(token), record, ascii(Long.toString(ALONE.toMillis()))));
  }

  /** If too much is on its way already, leases run out by themselves. */
  private void send(RedisScript script, List<byte[]> keys, List<byte[]> arguments) {
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

  private void store(Place place, String token, Standing asked, Page page) {
    long now = wall.millis();
    long seconds = seconds(page, now);
    int length = page.body().length();
    if (seconds <= 0 || length > config.objectBytesMax() || !begin(length)) {
      metrics.count(Write.SKIPPED);
      release(place, token, new byte[0]);
      return;
    }
    long ttlMillis = seconds * 1_000;
    List<byte[]> chunks = length > RedisStore.CHUNK_BYTES ? chunks(page.body()) : List.of();
    String digest = chunks.isEmpty() ? "" : SharedKeys.digest(chunks);
    SharedRecord.Answer record =
        new SharedRecord.Answer(
            token,
            ttlMillis,
            page.head(),
            page.freshness().lifetimeSeconds(),
            page.freshness().ageMillis(now),
            edge,
            page.askedMillis(),
            asked,
            length,
            digest,
            chunks.isEmpty() ? Bytes.wrap(page.body().getBytes()) : Bytes.EMPTY);
    // A little longer than what leads to them, so that it never leads to nothing by their age.
    putChunks(place.keys, digest, chunks, ttlMillis + 60_000)
        .compose(_ -> put(place, token, page, record))
        .onComplete(
            stored -> metrics.count(stored ? Write.STORED : Write.REFUSED),
            failure -> {
              metrics.count(Write.FAILED);
              health.failed(failure);
            })
        .onComplete(_ -> {
          pendingBytes.addAndGet(-length);
          pending.decrementAndGet();
        });
  }

  private boolean begin(int length) {
    if (pending.incrementAndGet() <= COUNT_MAX) {
      if (pendingBytes.addAndGet(length) <= config.pendingBytesMax()) {
        return true;
      }
      pendingBytes.addAndGet(-length);
    }
    pending.decrementAndGet();
    return false;
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

  private static List<byte[]> chunks(Buffer body) {
    List<byte[]> chunks = new ArrayList<>();
    for (int from = 0; from < body.length(); from += RedisStore.CHUNK_BYTES) {
      chunks.add(body.getBytes(from, Math.min(body.length(), from + RedisStore.CHUNK_BYTES)));
    }
    return chunks;
  }

  private Future<Void> putChunks(
      SharedKeys keys, String digest, List<byte[]> chunks, long ttlMillis) {
    if (chunks.isEmpty()) {
      return Future.succeededFuture();
    }
    List<byte[]> names = new ArrayList<>(chunks.size());
    for (int number = 0; number < chunks.size(); number++) {
      names.add(ascii(keys.chunk(digest, number)));
    }
    // One that was confirmed, or has not changed, is there already.
    return redis
        .here()
        .run(KEEP, names, List.of(ascii(Long.toString(ttlMillis))))
        .compose(
            kept -> isYes(kept) ? Future.succeededFuture() : putChunk(names, chunks, 0, ttlMillis));
  }

  private Future<Void> putChunk(
      List<byte[]> names, List<byte[]> chunks, int number, long ttlMillis) {
    if (number == chunks.size()) {
      return Future.succeededFuture();
    }
    return redis
        .here()
        .send(
            Request.cmd(Command.SET)
                .arg(names.get(number))
                .arg(chunks.get(number))
                .arg("PX")
                .arg(ttlMillis))
        .compose(_ -> putChunk(names, chunks, number + 1, ttlMillis));
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
        .run(
            PUT,
            SharedKeys.bytes(SharedKeys.lease(place.entry), entry, place.keys.base()),
            List.of(
                ascii(token),
                SharedRecord.encode(record),
                ascii(Long.toString(record.ttlMillis())),
                pointer == null ? new byte[0] : SharedRecord.encode(pointer),
                base))
        .map(SharedWrites::isYes);
  }

  private static boolean isYes(@Nullable Response answer) {
    return "1".equals(String.valueOf(answer));
  }
}
