package io.atoll.replication.redis;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.log.CellCodec;
import io.atoll.replication.log.WatermarkCodec;
import io.atoll.replication.view.KeyPage;
import io.atoll.replication.view.Lease;
import io.atoll.replication.view.Listed;
import io.atoll.replication.view.Ranking;
import io.atoll.replication.view.Reading;
import io.atoll.replication.view.Stamp;
import io.atoll.replication.view.View;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The {@link View} out of Redis: one script, so one round trip, per call. */
public final class RedisView implements View {
  private final RedisLink redis;
  private final int partitions;
  private final List<Stamps> stamps;

  /**
   * A view through this link.
   *
   * @param partitions the partition count of this region's log
   */
  public RedisView(RedisLink redis, int partitions) {
    this.redis = redis;
    this.partitions = partitions;
    stamps =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new Stamps(redis, new RedisKeys(partition)))
            .toList();
  }

  @Override
  public Future<Reading> read(CellName name) {
    RedisKeys keys = keys(name.key());
    return redis
        .run(Script.READ, List.of(keys.cell(name), keys.meta()), List.of())
        .map(answer -> {
          byte[] cell = answer.bytesOrNull(3);
          return new Reading(
              cell == null ? null : CellCodec.decode(name, cell),
              answer.number(1),
              WatermarkCodec.decode(answer.bytes(2)),
              answer.text(0));
        });
  }

  @Override
  public Future<Listed> members(Key set, @Nullable String after, int limit) {
    RedisKeys keys = keys(set);
    return between(
        List.of(keys.members(set), keys.meta()),
        after == null ? "-" : "(" + after,
        "+".getBytes(StandardCharsets.UTF_8),
        limit);
  }

  @Override
  public Future<Listed> names(
      int partition, String namespace, String prefix, @Nullable String after, int limit) {
    RedisKeys keys = new RedisKeys(partition);
    return between(
        List.of(keys.names(namespace), keys.meta(), keys.cellsOf(namespace)),
        after != null && after.startsWith(prefix)
            ? "(" + after
            : prefix.isEmpty() ? "-" : "[" + prefix,
        prefix.isEmpty() ? ascii("+") : afterAllWith(prefix),
        limit);
  }

  /** Greater than every text with this prefix: no UTF-8 has this byte. */
  private static byte[] afterAllWith(String prefix) {
    byte[] text = prefix.getBytes(StandardCharsets.UTF_8);
    byte[] bound = new byte[text.length + 2];
    bound[0] = '(';
    System.arraycopy(text, 0, bound, 1, text.length);
    bound[text.length + 1] = (byte) 0xFF;
    return bound;
  }

  private Future<Listed> between(List<byte[]> keys, String least, byte[] greatest, int limit) {
    return redis
        .run(
            Script.BETWEEN,
            keys,
            List.of(
                least.getBytes(StandardCharsets.UTF_8), greatest, ascii(Integer.toString(limit))))
        .map(answer -> {
          List<String> entries = new ArrayList<>();
          for (int i = 4; i < answer.size(); i++) {
            entries.add(answer.text(i));
          }
          byte[] last = answer.bytesOrNull(3);
          return new Listed(
              entries,
              answer.number(2),
              last == null ? null : new String(last, StandardCharsets.UTF_8),
              WatermarkCodec.decode(answer.bytes(1)),
              answer.text(0));
        });
  }

  @Override
  public Future<KeyPage> keys(Collection<Integer> partitions, String cursor, int about) {
    return redis
        .run(
            Script.KEYS,
            partitions.stream().map(partition -> new RedisKeys(partition).meta()).toList(),
            List.of(ascii(cursor), ascii(RedisKeys.cellsPattern()), ascii(Integer.toString(about))))
        .map(answer -> {
          List<Key> keys = new ArrayList<>();
          for (int i = 3; i < answer.size(); i++) {
            keys.add(RedisKeys.key(answer.bytes(i)));
          }
          return new KeyPage(keys, answer.text(1), answer.number(2), answer.text(0));
        });
  }

  @Override
  public Future<Ranking> top(Key board, long first, int limit) {
    return ranks(board, "", first, limit);
  }

  @Override
  public Future<Ranking> around(Key board, String member, int each) {
    return ranks(board, member, each, 2L * each + 1);
  }

  private Future<Ranking> ranks(Key board, String member, long before, long limit) {
    RedisKeys keys = keys(board);
    return redis
        .run(
            Script.RANKS,
            List.of(keys.members(board), keys.meta()),
            List.of(
                member.getBytes(StandardCharsets.UTF_8),
                ascii(Long.toString(before)),
                ascii(Long.toString(limit))))
        .map(answer -> {
          List<Ranking.Ranked> ranked = new ArrayList<>();
          for (int i = 5; i + 1 < answer.size(); i += 2) {
            // Within 53 bits, so exact.
            long score = -(long) Double.parseDouble(answer.text(i + 1));
            ranked.add(new Ranking.Ranked(answer.text(i), score));
          }
          long rank = answer.number(4);
          return new Ranking(
              ranked,
              answer.number(2),
              answer.number(3),
              rank < 0 ? OptionalLong.empty() : OptionalLong.of(rank),
              WatermarkCodec.decode(answer.bytes(1)),
              answer.text(0));
        });
  }

  @Override
  public Future<Stamp> stamp(CellName name, HybridTimestamp after) {
    return stamps.get(name.key().partition(partitions)).stamp(name, after);
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
            List.of(keys.meta(), keys.leases()),
            List.of(edge.getBytes(StandardCharsets.UTF_8), ascii(Long.toString(length.toMillis()))))
        .map(answer ->
            new Lease(
                answer.text(0),
                answer.number(1),
                IncarnationId.parse(answer.text(2)),
                WatermarkCodec.decode(answer.bytes(3)),
                answer.number(4)));
  }

  private RedisKeys keys(Key key) {
    return new RedisKeys(key.partition(partitions));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
