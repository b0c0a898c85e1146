package io.atoll.replication.cell;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Condition;
import io.atoll.core.operation.Key;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Operation;
import io.atoll.core.operation.ScorePolicy;
import io.atoll.core.operation.Tally;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes operations, by hand and at random. */
public final class Operations {
  public static final Key ADA = new Key("profiles", "ada");

  private Operations() {}

  public static Operation put(Key key, long packed, String value) {
    return put(key, packed, value, null);
  }

  public static Operation put(Key key, long packed, String value, @Nullable Long deadlineMillis) {
    return new Operation(
        key,
        new Mutation.PutRegister(Bytes.utf8(value), "text/plain", deadlineMillis),
        new HybridTimestamp(packed),
        null);
  }

  public static Operation remove(Key key, long packed) {
    return new Operation(key, new Mutation.RemoveRegister(), new HybridTimestamp(packed), null);
  }

  public static Position at(String incarnation, long offset) {
    return new Position(IncarnationId.parse(incarnation), 0, offset);
  }

  /** Any operation on a register, without a condition; see {@link #any(Random, Key, Kind)}. */
  public static Operation any(Random random, Key key) {
    return unconditional(any(random, key, Kind.REGISTER));
  }

  /** The same without its condition. */
  static Operation unconditional(Operation of) {
    return new Operation(
        of.key(),
        of.mutation(),
        of.timestamp(),
        of.context(),
        null,
        of.idempotencyKey(),
        of.traceParent());
  }

  /**
   * Any operation of a kind, with a timestamp from so few that ties and disorder are common, and a
   * context that may or may not have seen something of the origins a, b and c.
   */
  public static Operation any(Random random, Key key, Kind kind) {
    return any(random, key, kind, anyPolicy(random));
  }

  /** As above, with the policy of a leaderboard's members. */
  public static Operation any(Random random, Key key, Kind kind, ScorePolicy policy) {
    return new Operation(
        key,
        mutation(random, kind, policy),
        HybridTimestamp.of(random.nextInt(3), random.nextInt(3)),
        context(random),
        random.nextInt(6) == 0 ? new Condition(random.nextInt(-1, 6)) : null,
        random.nextInt(4) == 0 ? "try " + random.nextInt(3) : null,
        random.nextInt(4) == 0 ? "00-" + random.nextLong() + "-01" : null);
  }

  public static ScorePolicy anyPolicy(Random random) {
    return oneOf(random, ScorePolicy.values());
  }

  public static Kind anyKind(Random random) {
    return oneOf(random, Kind.values());
  }

  private static <T> T oneOf(Random random, T[] all) {
    return all[random.nextInt(all.length)];
  }

  private static Mutation mutation(Random random, Kind kind, ScorePolicy policy) {
    boolean remove = random.nextInt(4) == 0;
    return switch (kind) {
      case REGISTER -> remove ? new Mutation.RemoveRegister() : anyPut(random);
      case COUNTER ->
          remove
              ? new Mutation.ResetCounter(tallies(random))
              : new Mutation.AddToCounter(random.nextInt(-9, 10));
      case SET -> remove ? new Mutation.RemoveMember("one") : new Mutation.AddMember("one");
      case LEADERBOARD -> {
        long generation = policy == ScorePolicy.MAX ? random.nextInt(3) : 0;
        yield remove
            ? new Mutation.RemoveScore("one", policy, generation, tallies(random))
            : new Mutation.SubmitScore("one", policy, random.nextInt(-9, 10), generation);
      }
      case DOCUMENT -> document(random, remove);
    };
  }

  private static Mutation anyPut(Random random) {
    byte[] value = new byte[random.nextInt(40)];
    random.nextBytes(value);
    return new Mutation.PutRegister(Bytes.wrap(value), "a/b", anyDeadline(random));
  }

  private static @Nullable Long anyDeadline(Random random) {
    return random.nextBoolean() ? null : 1L + random.nextInt(4);
  }

  private static Mutation document(Random random, boolean remove) {
    if (remove) {
      return new Mutation.RemoveDocument();
    }
    Bytes json = Bytes.utf8(object(random, 3));
    return random.nextInt(3) == 0
        ? new Mutation.PutDocument(json, anyDeadline(random))
        : new Mutation.PatchDocument(json);
  }

  private static String object(Random random, int depth) {
    List<String> fields = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      int what = random.nextInt(depth > 1 ? 6 : 5);
      if (what > 1) {
        fields.add(
            "\"%s\":%s"
                .formatted(
                    name,
                    switch (what) {
                      case 2 -> "null";
                      case 3 -> Integer.toString(random.nextInt(10));
                      case 4 -> "[1,{\"x\":null}]";
                      default -> object(random, depth - 1);
                    }));
      }
    }
    return fields.stream().collect(Collectors.joining(",", "{", "}"));
  }

  private static Map<IncarnationId, Tally> tallies(Random random) {
    Map<IncarnationId, Tally> tallies = new TreeMap<>();
    for (String origin : List.of("a~1", "b~1", "c~1")) {
      if (random.nextInt(3) > 0) {
        tallies.put(IncarnationId.parse(origin), new Tally(random.nextInt(6), random.nextInt(9)));
      }
    }
    return tallies;
  }

  private static Watermark context(Random random) {
    Map<IncarnationId, Long> seen = new TreeMap<>();
    for (String origin : List.of("a~1", "b~1", "c~1")) {
      if (random.nextInt(3) > 0) {
        seen.put(IncarnationId.parse(origin), (long) random.nextInt(6));
      }
    }
    return new Watermark(seen);
  }
}
