package io.atoll.edge.shared;

import static io.atoll.edge.shared.SharedKeys.ascii;

import io.atoll.replication.redis.RedisLinks;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The chunks of bodies in Redis, of {@link RedisStore#CHUNK_BYTES} each but for the last. */
final class BodyChunks {
  /** So long those of a body are kept that comes; if it takes longer they are written anew. */
  static final Duration COMING = Duration.ofMinutes(5);

  private final RedisLinks redis;

  BodyChunks(RedisLinks redis) {
    this.redis = redis;
  }

  /** Tells those who read along how far a body has come. */
  Future<?> tell(SharedKeys keys, String token, Progress progress) {
    return redis
        .here()
        .send(
            Request.cmd(Command.SET)
                .arg(keys.progress(token))
                .arg(progress.text())
                .arg("PX")
                .arg(COMING.toMillis()));
  }

  /** A body cut into them. */
  static List<byte[]> of(Buffer body) {
    List<byte[]> chunks = new ArrayList<>();
    for (int from = 0; from < body.length(); from += RedisStore.CHUNK_BYTES) {
      chunks.add(body.getBytes(from, Math.min(body.length(), from + RedisStore.CHUNK_BYTES)));
    }
    return chunks;
  }

  /**
   * Gives those that came under a token their name, and time to live, and tells who reads them.
   *
   * @param digest of the whole body
   * @param chunks if the record that leads there does not hold it all
   */
  Future<?> name(
      SharedKeys keys,
      String token,
      String digest,
      List<byte[]> chunks,
      int length,
      long ttlMillis) {
    Progress whole = new Progress.Whole(length, chunks.isEmpty() ? token : digest);
    if (chunks.isEmpty()) {
      return tell(keys, token, whole);
    }
    List<byte[]> names = new ArrayList<>(1 + 2 * chunks.size());
    names.add(ascii(keys.progress(token)));
    names.addAll(names(keys, token, chunks.size()));
    names.addAll(names(keys, digest, chunks.size()));
    return redis
        .here()
        .run(
            SharedScripts.MOVE,
            names,
            List.of(
                ascii(whole.text()),
                ascii(Long.toString(COMING.toMillis())),
                ascii(Long.toString(ttlMillis))))
        .compose(moved ->
            SharedWrites.isYes(moved)
                ? Future.succeededFuture()
                : put(keys, digest, chunks, ttlMillis).compose(_ -> tell(keys, token, whole)));
  }

  private static List<byte[]> names(SharedKeys keys, String body, int count) {
    List<byte[]> names = new ArrayList<>(count);
    for (int number = 0; number < count; number++) {
      names.add(ascii(keys.chunk(body, number)));
    }
    return names;
  }

  /** Puts all of them there, one after the other, unless they are there already. */
  Future<Void> put(SharedKeys keys, String digest, List<byte[]> chunks, long ttlMillis) {
    if (chunks.isEmpty()) {
      return Future.succeededFuture();
    }
    List<byte[]> names = names(keys, digest, chunks.size());
    // One that was confirmed, or has not changed, is there already.
    return redis
        .here()
        .run(SharedScripts.KEEP, names, List.of(ascii(Long.toString(ttlMillis))))
        .compose(kept ->
            SharedWrites.isYes(kept) ? Future.succeededFuture() : put(names, chunks, 0, ttlMillis));
  }

  private Future<Void> put(List<byte[]> names, List<byte[]> chunks, int number, long ttlMillis) {
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
        .compose(_ -> put(names, chunks, number + 1, ttlMillis));
  }
}
