package io.atoll.replication.apply;

import static io.atoll.replication.cell.Operations.ADA;
import static io.atoll.replication.cell.Operations.at;
import static io.atoll.replication.cell.Operations.put;
import static io.atoll.replication.cell.Operations.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Operations;
import io.atoll.replication.cell.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StepTest {
  private static final IncarnationId A = IncarnationId.parse("a~1");
  private static final Key GRACE = new Key("profiles", "grace");

  @Test
  void aBatchMovesTheWatermarkAndEveryCellItChanges() {
    Step step =
        of(
            Watermark.ZERO,
            Map.of(),
            List.of(
                new LogEntry(at("a~1", 0), put(ADA, 10, "x")),
                new LogEntry(at("b~1", 0), put(ADA, 5, "older")),
                new LogEntry(at("a~1", 1), remove(GRACE, 11))));
    assertThat(step.watermark())
        .isEqualTo(Watermark.ZERO.advance(A, 2).advance(IncarnationId.parse("b~1"), 1));
    assertThat(step.judged().stream().map(Judged::outcome))
        .containsExactly(Outcome.CREATED, Outcome.SUPERSEDED, Outcome.ABSENT);
    assertThat(step.cells()).containsOnlyKeys(CellName.of(ADA), CellName.of(GRACE));
    assertThat(step.seen()).containsExactly(ADA, GRACE);
    assertThat(step.latest(A, 0)).isEqualTo(new HybridTimestamp(11));
  }

  @Test
  void whatTheWatermarkCoversChangesNothingButIsTouched() {
    Cell cell = Cell.apply(null, at("a~1", 0), put(ADA, 10, "x")).cell();
    Step step =
        of(
            Watermark.ZERO.advance(A, 1),
            Map.of(CellName.of(ADA), cell),
            List.of(new LogEntry(at("a~1", 0), put(ADA, 10, "x"))));
    assertThat(step.watermark()).isEqualTo(Watermark.ZERO.advance(A, 1));
    assertThat(step.cells()).isEmpty();
    assertThat(step.judged()).isEmpty();
    assertThat(step.touched()).isEqualTo(Map.of(CellName.of(ADA), cell));
  }

  @Test
  void aCellAheadOfTheWatermarkSkipsWhatItHas() {
    Cell ahead = Cell.apply(null, at("a~1", 0), put(ADA, 10, "x")).cell();
    Step step =
        of(
            Watermark.ZERO,
            Map.of(CellName.of(ADA), ahead),
            List.of(new LogEntry(at("a~1", 0), put(ADA, 10, "x"))));
    assertThat(step.watermark()).isEqualTo(Watermark.ZERO.advance(A, 1));
    assertThat(step.judged().getFirst().outcome()).isEqualTo(Outcome.DUPLICATE);
    assertThat(step.cells()).isEmpty();
    assertThat(step.touched()).isEqualTo(Map.of(CellName.of(ADA), ahead));
  }

  @Test
  void aGapStopsTheApplierAndNamesWhatIsMissing() {
    assertThatThrownBy(() ->
            of(
                Watermark.ZERO.advance(A, 3),
                Map.of(),
                List.of(new LogEntry(at("a~1", 7), put(ADA, 10, "x")))))
        .isInstanceOf(StopException.class)
        .hasMessageContaining("operations 3 to 6 of a~1, partition 0");
  }

  @Test
  void howEntriesAreCutIntoBatchesMakesNoDifference() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      List<LogEntry> entries = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        entries.add(
            new LogEntry(
                at(i % 2 == 0 ? "a~1" : "b~1", i / 2),
                Operations.any(random, random.nextBoolean() ? ADA : GRACE)));
      }
      Step whole = of(Watermark.ZERO, Map.of(), entries);
      Map<CellName, Cell> cells = new HashMap<>();
      Watermark watermark = Watermark.ZERO;
      for (int from = 0; from < entries.size(); ) {
        int to = from + 1 + random.nextInt(entries.size() - from);
        // Some of what was applied comes again.
        Step part = of(watermark, cells, entries.subList(random.nextInt(from + 1), to));
        cells.putAll(part.cells());
        watermark = part.watermark();
        from = to;
      }
      assertThat(cells).as("seed %d", seed).isEqualTo(whole.cells());
      assertThat(watermark).as("seed %d", seed).isEqualTo(whole.watermark());
    }
  }

  @Test
  void aSessionFromARegionFarAheadDoesNotPushTheRegionsClock() {
    long nowMillis = 1_767_225_600_000L;
    HybridTimestamp ahead = HybridTimestamp.of(nowMillis + 600_000, 0);
    Step step =
        Step.of(
            A,
            nowMillis,
            Watermark.ZERO,
            Map.of(),
            List.of(
                new LogEntry(at("a~1", 0), put(ADA, ahead.packed(), "ahead")),
                new LogEntry(
                    at("a~1", 1), put(GRACE, HybridTimestamp.of(nowMillis, 7).packed(), "x"))));
    assertThat(step.latest(A, nowMillis)).isEqualTo(HybridTimestamp.of(nowMillis, 7));
  }

  @Test
  void aConflictWithWhatWasHeldIsFoundWhenItsTimeHasCome() {
    long nowMillis = 1_767_225_600_000L;
    long ahead = HybridTimestamp.of(nowMillis + 600_000, 0).packed();
    Step first =
        Step.of(
            A,
            nowMillis,
            Watermark.ZERO,
            Map.of(),
            List.of(
                new LogEntry(
                    at("a~1", 0), put(ADA, HybridTimestamp.of(nowMillis, 0).packed(), "x")),
                new LogEntry(at("b~1", 0), put(ADA, ahead, "ahead"))));
    assertThat(first.conflicts()).isEmpty();
    Step later =
        Step.of(
            A,
            nowMillis + 600_000,
            first.watermark(),
            first.cells(),
            List.of(new LogEntry(at("a~1", 1), put(ADA, ahead + 1, "y"))));
    assertThat(later.conflicts())
        .extracting(conflict -> conflict.loss().loser())
        .contains(at("a~1", 0));
  }

  @Test
  void whatWasHeldIsListedWhenItsTimeHasComeThoughNothingElseComes() {
    long nowMillis = 1_767_225_600_000L;
    LogEntry ahead =
        new LogEntry(
            at("b~1", 0), put(ADA, HybridTimestamp.of(nowMillis + 600_000, 0).packed(), "ahead"));
    Step held = Step.of(A, nowMillis, Watermark.ZERO, Map.of(), List.of(ahead));
    assertThat(Step.settling(A, nowMillis, held.watermark(), held.cells()).cells()).isEmpty();
    Step settled = Step.settling(A, nowMillis + 600_000, held.watermark(), held.cells());
    assertThat(settled.watermark()).isEqualTo(held.watermark());
    assertThat(settled.relisted()).containsOnlyKeys(CellName.of(ADA));
    assertThat(settled.seen()).containsExactly(ADA);
    assertThat(settled.cells().values()).extracting(Cell::winner).containsExactly(ahead.at());
  }

  @Test
  void edgesHearOfAKeyWhenACellOfItIsNewWhateverItsKind() {
    Key set = new Key("tags", "post");
    Operation add = new Operation(set, new Mutation.AddMember("m"), new HybridTimestamp(10), null);
    Step first = of(Watermark.ZERO, Map.of(), List.of(new LogEntry(at("a~1", 0), add)));
    assertThat(first.seen()).containsExactly(set);

    Step again = of(first.watermark(), first.cells(), List.of(new LogEntry(at("a~1", 1), add)));
    assertThat(again.seen()).isEmpty();
  }

  private static Step of(Watermark before, Map<CellName, Cell> stored, List<LogEntry> batch) {
    return Step.of(A, 0, before, stored, batch);
  }
}
