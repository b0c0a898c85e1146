package io.atoll.replication.redis;

import static io.atoll.replication.redis.RedisView.ascii;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.log.CellCodec;
import io.atoll.replication.view.Stamp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * Stamps for one partition. Those that are asked for in one turn of an event loop, or while an
 * answer is awaited, go together in one question: alone, a write waits for nobody; among many,
 * Redis is asked seldom. Safe for use by many threads.
 */
final class Stamps {
  /** Bounds one script. */
  private static final int TOGETHER_MAX = 128;

  private final RedisLink redis;
  private final RedisKeys keys;
  private List<Asked> waiting = new ArrayList<>();
  private boolean underWay;

  Stamps(RedisLink redis, RedisKeys keys) {
    this.redis = redis;
    this.keys = keys;
  }

  private record Asked(CellName name, HybridTimestamp after, Promise<Stamp> promise) {}

  Future<Stamp> stamp(CellName name, HybridTimestamp after) {
    Asked asked = new Asked(name, after, Promise.promise());
    synchronized (this) {
      waiting.add(asked);
      if (underWay) {
        return asked.promise.future();
      }
      underWay = true;
    }
    redis.afterThisTurn(this::next);
    return asked.promise.future();
  }

  /** The next ones to go; none: nothing is under way any more. */
  private List<Asked> take() {
    List<Asked> taken = waiting;
    if (taken.size() > TOGETHER_MAX) {
      waiting = new ArrayList<>(taken.subList(TOGETHER_MAX, taken.size()));
      taken = taken.subList(0, TOGETHER_MAX);
    } else {
      waiting = new ArrayList<>();
    }
    underWay = !taken.isEmpty();
    return taken;
  }

  private void ask(List<Asked> together) {
    List<byte[]> names = new ArrayList<>(2 + together.size());
    names.add(keys.meta());
    names.add(keys.clock());
    List<byte[]> arguments = new ArrayList<>(2 * together.size());
    for (Asked asked : together) {
      names.add(keys.cell(asked.name));
      arguments.add(ascii(Long.toString(asked.after.millis())));
      arguments.add(ascii(Integer.toString(asked.after.counter())));
    }
    redis
        .run(Script.STAMP, names, arguments)
        .onComplete(
            answer -> {
              next();
              for (int i = 0; i < together.size(); i++) {
                together.get(i).promise.complete(stamp(answer, i));
              }
            },
            failure -> {
              next();
              together.forEach(asked -> asked.promise.fail(failure));
            });
  }

  private void next() {
    List<Asked> following;
    synchronized (this) {
      following = take();
    }
    if (!following.isEmpty()) {
      ask(following);
    }
  }

  private static Stamp stamp(Answer answer, int index) {
    int at = 2 + 4 * index;
    byte[] cell = answer.bytes(at + 3);
    return new Stamp(
        HybridTimestamp.of(answer.number(at), (int) answer.number(at + 1)),
        answer.number(at + 2) == 1,
        cell.length == 0
            ? Watermark.ZERO
            : CellCodec.seen(cell).without(IncarnationId.parse(answer.text(1))),
        answer.text(0));
  }
}
