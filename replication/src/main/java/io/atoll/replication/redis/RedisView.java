package io.atoll.replication.redis;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.log.CellCodec;
import io.atoll.replication.log.WatermarkCodec;
import io.atoll.replication.view.Lease;
import io.atoll.replication.view.Reading;
import io.atoll.replication.view.Stamp;
import io.atoll.replication.view.View;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** The {@link View} out of Redis: one script, so one round trip, per call. */
public final class RedisView implements View {
  private final RedisLink redis;
  private final int partitions;

  /**
   * A view through this link.
   *
   * @param partitions the partition count of this region's log
   */
  public RedisView(RedisLink redis, int partitions) {
    this.redis = redis;
    this.partitions = partitions;
  }

  @Override
  public Future<Reading> read(Key key) {
    RedisKeys keys = keys(key);
    return redis
        .run(Script.READ, List.of(keys.cell(key), ascii(keys.meta())), List.of())
        .map(answer -> {
          byte[] cell = answer.bytesOrNull(2);
          return new Reading(
              cell == null ? null : CellCodec.decode(cell), answer.number(1), answer.text(0));
        });
  }

  @Override
  public Future<Stamp> stamp(Key key, HybridTimestamp after) {
    RedisKeys keys = keys(key);
    return redis
        .run(
            Script.STAMP,
            List.of(keys.cell(key), ascii(keys.meta()), ascii(keys.clock())),
            List.of(ascii(Long.toString(after.millis())), ascii(Integer.toString(after.counter()))))
        .map(answer ->
            new Stamp(
                HybridTimestamp.of(answer.number(1), (int) answer.number(2)),
                answer.number(3) == 1,
                answer.text(0)));
  }

  @Override
  public Future<Lease> lease(int partition, String edge, Duration length) {
    if (length.toMillis() < 1 || length.compareTo(LEASE_MAX) > 0) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "a lease of %s is outside 1 ms to %s".formatted(length, LEASE_MAX)));
    }
    RedisKeys keys = new RedisKeys(partition);
    return redis
        .run(
            Script.LEASE,
            List.of(ascii(keys.meta()), ascii(keys.leases())),
            List.of(edge.getBytes(StandardCharsets.UTF_8), ascii(Long.toString(length.toMillis()))))
        .map(answer -> {
          IncarnationId own = IncarnationId.parse(answer.text(2));
          Watermark watermark = WatermarkCodec.decode(answer.bytes(3));
          return new Lease(answer.text(0), answer.number(1), own, watermark.next(own));
        });
  }

  private RedisKeys keys(Key key) {
    return new RedisKeys(key.partition(partitions));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
