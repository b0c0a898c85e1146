package io.atoll.edge.shared;

import static io.atoll.edge.shared.SharedKeys.ascii;

import io.atoll.edge.cache.Standing;
import io.atoll.edge.page.Description;
import io.atoll.edge.shared.SharedMetrics.Write;
import io.atoll.replication.redis.RedisLinks;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of an answer that comes go: into chunks that grow, under names of its own. The
 * first of them go with its head into the lease.
 */
final class ComingChunks implements Announcement.Sink {
  /** So many are kept at least of a body that is only passed on. */
  private static final int WINDOW_MIN = 4;

  private final SharedWrites writes;
  private final BodyChunks chunks;
  private final RedisLinks redis;
  private final long bytesMax;
  private final Duration lease;
  private final SharedWrites.Place place;
  private final String token;
  private final Standing asked;
  private final Description description;
  private boolean passing;

  /**
   * @param bytesMax of a body that is stored
   * @param asked how far this edge had come as it asked for it
   */
  ComingChunks(
      SharedWrites writes,
      BodyChunks chunks,
      RedisLinks redis,
      long bytesMax,
      Duration lease,
      SharedWrites.Place place,
      String token,
      Standing asked,
      Description description) {
    this.writes = writes;
    this.chunks = chunks;
    this.redis = redis;
    this.bytesMax = bytesMax;
    this.lease = lease;
    this.place = place;
    this.token = token;
    this.asked = asked;
    this.description = description;
  }

  @Override
  public boolean begin(int bytes) {
    return writes.begin(bytes);
  }

  @Override
  public void end(int bytes) {
    writes.end(bytes);
  }

  @Override
  public Future<Announcement.Sent> send(long from, byte[] bytes) {
    Future<Announcement.Sent> sent;
    if (from + bytes.length > bytesMax) {
      sent = pass(from, bytes);
    } else {
      sent = from == 0 ? announce(bytes) : append(from, bytes);
    }
    return sent.onFailure(writes::failed);
  }

  /** For those alone who read it already: it has turned out to be too large to be stored. */
  private Future<Announcement.Sent> pass(long from, byte[] bytes) {
    if (!passing) {
      passing = true;
      writes.release(place, token, new byte[0]);
    }
    long number = from / RedisStore.CHUNK_BYTES;
    long kept = Math.max(WINDOW_MIN, bytesMax / RedisStore.CHUNK_BYTES);
    return redis
        .here()
        .run(
            SharedScripts.PASS,
            SharedKeys.bytes(
                place.keys().progress(token),
                chunk(number),
                place.keys().mark(token),
                chunk(number - kept)),
            List.of(
                coming(from),
                coming(from + bytes.length),
                millis(lease),
                ascii(Long.toString(from % RedisStore.CHUNK_BYTES)),
                bytes,
                millis(BodyChunks.COMING),
                ascii(Long.toString(from)),
                ascii(Long.toString(kept / 2 * RedisStore.CHUNK_BYTES))))
        .map(ComingChunks::sent);
  }

  private String chunk(long number) {
    return place.keys().chunk(token, Math.toIntExact(number));
  }

  private static Announcement.Sent sent(@Nullable Response answer) {
    return switch (String.valueOf(answer)) {
      case "1" -> Announcement.Sent.THERE;
      case "2" -> Announcement.Sent.LATER;
      default -> Announcement.Sent.REFUSED;
    };
  }

  private Future<Announcement.Sent> announce(byte[] bytes) {
    SharedRecord.Coming record =
        new SharedRecord.Coming(
            token,
            writes.about(description, asked),
            SharedWrites.length(description.head()),
            description.vary().names(),
            place.keys().variant(token, description.vary(), description.variant()));
    return redis
        .here()
        .run(
            SharedScripts.ANNOUNCE,
            SharedKeys.bytes(
                SharedKeys.lease(place.entry()),
                place.keys().progress(token),
                place.keys().chunk(token, 0)),
            List.of(
                ascii(token),
                SharedRecord.encode(record),
                millis(lease),
                coming(bytes.length),
                bytes,
                millis(BodyChunks.COMING)))
        .map(ComingChunks::sent)
        .onSuccess(announced ->
            writes.count(announced == Announcement.Sent.THERE ? Write.ANNOUNCED : Write.REFUSED));
  }

  private Future<Announcement.Sent> append(long from, byte[] bytes) {
    return redis
        .here()
        .run(
            SharedScripts.APPEND,
            SharedKeys.bytes(
                SharedKeys.lease(place.entry()),
                place.keys().progress(token),
                chunk(from / RedisStore.CHUNK_BYTES)),
            List.of(
                ascii(token),
                coming(from),
                coming(from + bytes.length),
                millis(lease),
                ascii(Long.toString(from % RedisStore.CHUNK_BYTES)),
                bytes,
                millis(BodyChunks.COMING)))
        .map(ComingChunks::sent);
  }

  @Override
  public void ended(Progress last) {
    chunks.tell(place.keys(), token, last).onFailure(writes::failed);
  }

  private static byte[] coming(long bytes) {
    return ascii(new Progress.Coming(bytes).text());
  }

  private static byte[] millis(Duration length) {
    return ascii(Long.toString(length.toMillis()));
  }
}
