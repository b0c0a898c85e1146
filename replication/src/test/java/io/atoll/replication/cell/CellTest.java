package io.atoll.replication.cell;

import static io.atoll.replication.cell.Operations.ADA;
import static io.atoll.replication.cell.Operations.at;
import static io.atoll.replication.cell.Operations.put;
import static io.atoll.replication.cell.Operations.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.operation.Operation;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CellTest {
  private static final int SEEDS = 500;

  @Test
  void theHigherTimestampWinsWhicheverComesFirst() {
    Cell young = apply(null, at("a~1", 0), put(ADA, 20, "young")).cell();
    Applied late = apply(young, at("b~1", 0), put(ADA, 10, "old"));
    assertThat(late.outcome()).isEqualTo(Outcome.SUPERSEDED);
    assertThat(text(late.cell())).isEqualTo("young");
  }

  @Test
  void ofEqualTimestampsTheHigherOriginWins() {
    Cell b = apply(null, at("b~1", 0), put(ADA, 10, "b")).cell();
    assertThat(text(apply(b, at("a~1", 0), put(ADA, 10, "a")).cell())).isEqualTo("b");
    Cell a = apply(null, at("a~1", 0), put(ADA, 10, "a")).cell();
    assertThat(text(apply(a, at("b~1", 0), put(ADA, 10, "b")).cell())).isEqualTo("b");
  }

  @Test
  void anOlderWriteDoesNotUndoADelete() {
    Cell gone = apply(null, at("a~1", 0), remove(ADA, 20)).cell();
    Cell after = apply(gone, at("b~1", 0), put(ADA, 10, "zombie")).cell();
    assertThat(after.readable(0)).isEmpty();
  }

  @Test
  void withinOneOriginLogOrderRulesWhateverTheTimestamps() {
    Cell first = apply(null, at("a~1", 0), put(ADA, 100, "first")).cell();
    Cell second = apply(first, at("a~1", 1), put(ADA, 50, "second")).cell();
    assertThat(text(second)).isEqualTo("second");
    assertThat(second.timestamp()).isEqualTo(new HybridTimestamp(101));
  }

  @Test
  void aSupersededOperationStillRaisesItsOriginsNextOne() {
    Cell cell = apply(null, at("a~1", 0), put(ADA, 100, "a")).cell();
    cell = apply(cell, at("b~1", 0), put(ADA, 99, "b0")).cell();
    // 99 again: effective 100, which ties with a's and wins by origin.
    Applied again = apply(cell, at("b~1", 1), put(ADA, 99, "b1"));
    assertThat(text(again.cell())).isEqualTo("b1");
    assertThat(again.cell().timestamp()).isEqualTo(new HybridTimestamp(100));
  }

  @Test
  void outcomesSayWhatWasThere() {
    Applied step = apply(null, at("a~1", 0), remove(ADA, 1));
    assertThat(step.outcome()).isEqualTo(Outcome.ABSENT);
    step = apply(step.cell(), at("a~1", 1), put(ADA, 2, "x"));
    assertThat(step.outcome()).isEqualTo(Outcome.CREATED);
    step = apply(step.cell(), at("a~1", 2), put(ADA, 3, "y"));
    assertThat(step.outcome()).isEqualTo(Outcome.REPLACED);
    step = apply(step.cell(), at("a~1", 3), remove(ADA, 4));
    assertThat(step.outcome()).isEqualTo(Outcome.REMOVED);
    step = apply(step.cell(), at("a~1", 3), remove(ADA, 4));
    assertThat(step.outcome()).isEqualTo(Outcome.DUPLICATE);
  }

  @Test
  void aValuePastItsDeadlineIsNeitherReadNorReplaced() {
    long deadline = 1_000;
    Cell cell = apply(null, at("a~1", 0), put(ADA, packed(900), "x", deadline)).cell();
    assertThat(cell.readable(999)).isPresent();
    assertThat(cell.readable(1_000)).isEmpty();
    assertThat(apply(cell, at("a~1", 1), put(ADA, packed(999), "y")).outcome())
        .isEqualTo(Outcome.REPLACED);
    assertThat(apply(cell, at("a~1", 1), put(ADA, packed(1_000), "y")).outcome())
        .isEqualTo(Outcome.CREATED);
    assertThat(apply(cell, at("a~1", 1), remove(ADA, packed(1_000))).outcome())
        .isEqualTo(Outcome.ABSENT);
  }

  @Test
  void aCellWithoutItsWinnersOriginIsRefused() {
    assertThatThrownBy(() ->
            Cell.register(new Content.Tombstone(), at("a~1", 0), HybridTimestamp.ZERO, Map.of()))
        .hasMessageContaining("a~1");
  }

  /** Two lives of region b are two origins: their logs may arrive in any interleaving too. */
  @Test
  void anyInterleavingOfTheOriginsInOrderStreamsEndsInTheSameCell() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      List<List<Entry>> streams = streams(random);
      Cell one = run(interleave(random, streams));
      Cell other = run(interleave(random, streams));
      assertThat(other).as("seed %d, streams %s", seed, streams).isEqualTo(one);
    }
  }

  @Test
  void redeliveryChangesNothing() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      List<Entry> once = interleave(random, streams(random));
      List<Entry> again = new ArrayList<>();
      for (int i = 0; i < once.size(); i++) {
        again.add(once.get(i));
        if (random.nextInt(3) == 0) {
          // As after a restart: everything since some earlier entry comes again, in order.
          again.addAll(once.subList(random.nextInt(i + 1), i + 1));
        }
      }
      assertThat(run(again)).as("seed %d", seed).isEqualTo(run(once));
    }
  }

  @Test
  void withOneOriginTheLastOperationIsWhatIsRead() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      List<Entry> stream = stream(random, "a~1");
      Cell cell = run(stream);
      assertThat(cell == null ? null : cell.winner())
          .as("seed %d", seed)
          .isEqualTo(stream.isEmpty() ? null : stream.getLast().at());
    }
  }

  private record Entry(Position at, Operation operation) {}

  private static List<List<Entry>> streams(Random random) {
    return List.of(
        stream(random, "a~1"), stream(random, "b~1"), stream(random, "b~2"), stream(random, "c~1"));
  }

  private static List<Entry> stream(Random random, String incarnation) {
    List<Entry> stream = new ArrayList<>();
    long offset = 0;
    for (int i = random.nextInt(6); i > 0; i--) {
      offset += 1 + random.nextInt(3);
      stream.add(new Entry(at(incarnation, offset), Operations.any(random, ADA)));
    }
    return stream;
  }

  private static List<Entry> interleave(Random random, List<List<Entry>> streams) {
    List<Entry> merged = new ArrayList<>();
    Map<Integer, Integer> next = new HashMap<>();
    int total = streams.stream().mapToInt(List::size).sum();
    while (merged.size() < total) {
      int pick = random.nextInt(streams.size());
      int index = next.getOrDefault(pick, 0);
      if (index < streams.get(pick).size()) {
        merged.add(streams.get(pick).get(index));
        next.put(pick, index + 1);
      }
    }
    return merged;
  }

  private static @Nullable Cell run(List<Entry> entries) {
    Cell cell = null;
    for (Entry entry : entries) {
      cell = apply(cell, entry.at(), entry.operation()).cell();
    }
    return cell;
  }

  private static Applied apply(@Nullable Cell before, Position at, Operation operation) {
    return Cell.apply(before, at, operation);
  }

  private static String text(Cell cell) {
    return cell.readable(0).orElseThrow().bytes().utf8();
  }

  private static long packed(long millis) {
    return HybridTimestamp.of(millis, 0).packed();
  }
}
