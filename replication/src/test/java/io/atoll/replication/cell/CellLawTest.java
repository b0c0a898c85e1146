package io.atoll.replication.cell;

import static io.atoll.replication.cell.Operations.ADA;
import static io.atoll.replication.cell.Operations.at;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Operation;
import io.atoll.core.operation.ScorePolicy;
import io.atoll.core.operation.Tally;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every kind of cell promises, whatever the operations. */
class CellLawTest {
  private static final int SEEDS = 2_000;
  private static final List<String> ORIGINS = List.of("a~1", "b~1", "b~2", "c~1");

  private record Entry(Position at, Operation operation) {}

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anyInterleavingOfTheOriginsEndsInTheSameCell(Kind kind) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      List<List<Entry>> streams = streams(random, kind);
      Cell one = run(interleave(random, streams), Long.MAX_VALUE);
      Cell other = run(interleave(random, streams), Long.MAX_VALUE);
      assertThat(other).as("seed %d, streams %s", seed, streams).isEqualTo(one);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatComesAgainChangesNothing(Kind kind) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      List<Entry> once = interleave(random, streams(random, kind));
      List<Entry> again = new ArrayList<>();
      for (int i = 0; i < once.size(); i++) {
        again.add(once.get(i));
        if (random.nextInt(3) == 0) {
          // As after a restart: everything since some earlier entry comes again, in order.
          again.addAll(once.subList(random.nextInt(i + 1), i + 1));
        }
      }
      assertThat(run(again, Long.MAX_VALUE))
          .as("seed %d", seed)
          .isEqualTo(run(once, Long.MAX_VALUE));
    }
  }

  /** Held or not, in the end it is the same; only when it shows differs. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatWasHeldEndsAsIfItHadNotBeen(Kind kind) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      List<Entry> entries = interleave(random, streams(random, kind));
      Cell held = run(entries, 0);
      Cell never = run(entries, Long.MAX_VALUE);
      if (never == null || held == null) {
        assertThat(held).isEqualTo(never);
        continue;
      }
      assertThat(held.at(Long.MAX_VALUE).value())
          .as("seed %d, %s", seed, entries)
          .isEqualTo(never.value());
      assertThat(held.timestamp()).isEqualTo(never.timestamp());
    }
  }

  @Test
  void aConditionIsJudgedAlikeHoweverTheOriginsAreInterleaved() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      List<List<Entry>> streams = streams(random, Kind.REGISTER);
      assertThat(voided(interleave(random, streams)))
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(voided(interleave(random, streams)));
    }
  }

  private static List<Position> voided(List<Entry> entries) {
    List<Position> voided = new ArrayList<>();
    Cell cell = null;
    for (Entry entry : entries) {
      Applied applied = Cell.apply(cell, entry.at(), entry.operation());
      if (applied.outcome() == Outcome.VOID) {
        voided.add(entry.at());
      }
      cell = applied.cell();
    }
    return voided;
  }

  private static List<List<Entry>> streams(Random random, Kind kind) {
    ScorePolicy policy = Operations.anyPolicy(random);
    List<List<Entry>> streams =
        ORIGINS.stream().map(origin -> stream(random, kind, policy, origin)).toList();
    return kind == Kind.COUNTER || kind == Kind.LEADERBOARD ? truthful(random, streams) : streams;
  }

  /** Whoever takes sums away has seen what was really added, as far as it had come. */
  private static List<List<Entry>> truthful(Random random, List<List<Entry>> streams) {
    List<List<Entry>> truthful = new ArrayList<>();
    for (List<Entry> stream : streams) {
      List<Entry> made = new ArrayList<>();
      Map<IncarnationId, Integer> seen = new TreeMap<>();
      for (Entry entry : stream) {
        made.add(new Entry(entry.at(), truthful(random, entry, streams, seen)));
      }
      truthful.add(made);
    }
    return truthful;
  }

  private static Operation truthful(
      Random random, Entry entry, List<List<Entry>> streams, Map<IncarnationId, Integer> seen) {
    Map<IncarnationId, Tally> observed = new TreeMap<>();
    for (List<Entry> other : streams) {
      if (!other.isEmpty()
          && !other.getFirst().at().incarnation().equals(entry.at().incarnation())) {
        IncarnationId origin = other.getFirst().at().incarnation();
        int count = random.nextInt(seen.getOrDefault(origin, 0), other.size() + 1);
        seen.put(origin, count);
        long total = 0;
        for (Entry one : other.subList(0, count)) {
          Long delta = added(one.operation().mutation());
          if (delta != null) {
            total += delta;
            observed.put(origin, new Tally(one.at().offset(), total));
          }
        }
      }
    }
    Operation of = Operations.unconditional(entry.operation());
    Mutation mutation =
        switch (of.mutation()) {
          case Mutation.ResetCounter _ -> new Mutation.ResetCounter(observed);
          case Mutation.RemoveScore remove ->
              new Mutation.RemoveScore(
                  remove.member(), remove.policy(), remove.generation(), observed);
          default -> of.mutation();
        };
    return new Operation(of.key(), mutation, of.timestamp(), null);
  }

  private static @Nullable Long added(Mutation mutation) {
    return switch (mutation) {
      case Mutation.AddToCounter add -> add.delta();
      case Mutation.SubmitScore submit -> submit.score();
      default -> null;
    };
  }

  private static List<Entry> stream(Random random, Kind kind, ScorePolicy policy, String origin) {
    List<Entry> stream = new ArrayList<>();
    long offset = 0;
    for (int i = random.nextInt(6); i > 0; i--) {
      offset += 1 + random.nextInt(3);
      stream.add(new Entry(at(origin, offset), Operations.any(random, ADA, kind, policy)));
    }
    return stream;
  }

  private static List<Entry> interleave(Random random, List<List<Entry>> streams) {
    List<Entry> merged = new ArrayList<>();
    int[] next = new int[streams.size()];
    int total = streams.stream().mapToInt(List::size).sum();
    while (merged.size() < total) {
      int pick = random.nextInt(streams.size());
      if (next[pick] < streams.get(pick).size()) {
        merged.add(streams.get(pick).get(next[pick]++));
      }
    }
    return merged;
  }

  private static @Nullable Cell run(List<Entry> entries, long untilMillis) {
    Cell cell = null;
    for (Entry entry : entries) {
      cell = Cell.apply(cell, entry.at(), entry.operation(), untilMillis).cell();
    }
    return cell;
  }

  /** Many may be of one moment: letting one go must not show the others before their time. */
  @Test
  void ofTooManyHeldOperationsOnlyTheEarliestIsLetGo() {
    Cell cell = null;
    for (int i = 0; i <= Cell.HELD_MAX; i++) {
      cell =
          Cell.apply(cell, at("b~1", i), Operations.put(ADA, (9_000L << 16) + i, "v" + i), 0)
              .cell();
    }
    assertThat(requireNonNull(cell).held()).hasSize(Cell.HELD_MAX);
    assertThat(cell.winner()).isEqualTo(at("b~1", 0));
  }
}
