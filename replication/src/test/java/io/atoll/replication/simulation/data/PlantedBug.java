package io.atoll.replication.simulation.data;

import io.atoll.core.operation.Condition;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Operation;
import io.atoll.core.operation.ScorePolicy;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.apply.LogEntry;
import io.atoll.replication.apply.Step;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Content;
import io.atoll.replication.cell.Counter;
import io.atoll.replication.cell.Part;
import io.atoll.replication.cell.Register;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Mistakes that somebody could make, each with the invariant by which it must be noticed. */
enum PlantedBug {
  NO_TIE_BREAK(
      Invariant.REGISTERS,
      new OneByOne() {
        @Override
        Cell changed(@Nullable Cell before, LogEntry entry, Cell after) {
          return before != null
                  && before.value() instanceof Register earlier
                  && after.value() instanceof Register later
                  && !Objects.equals(later.winner(), earlier.winner())
                  && later.timestamp().equals(earlier.timestamp())
              ? new Cell(earlier, after.timestamp(), after.origins(), after.held())
              : after;
        }
      }),
  NO_TOMBSTONE(
      Invariant.NOT_BACK,
      new OneByOne() {
        @Override
        Cell changed(@Nullable Cell before, LogEntry entry, Cell after) {
          return after.value() instanceof Register register
                  && register.content() instanceof Content.Tombstone
              ? new Cell(
                  new Register(register.content(), register.winner(), HybridTimestamp.ZERO),
                  after.timestamp(),
                  after.origins(),
                  after.held())
              : after;
        }
      }),
  EXPIRY_EXTENDED(
      Invariant.NOT_BACK,
      new OneByOne() {
        @Override
        Cell changed(@Nullable Cell before, LogEntry entry, Cell after) {
          return after.value() instanceof Register register
                  && register.content() instanceof Content.Value(var bytes, var type, Long deadline)
                  && entry.operation().mutation() instanceof Mutation.PutRegister put
                  && deadline != null
                  && (put.deadlineMillis() == null || put.deadlineMillis() > deadline)
              ? new Cell(
                  new Register(
                      new Content.Value(bytes, type, put.deadlineMillis()),
                      register.winner(),
                      register.timestamp()),
                  after.timestamp(),
                  after.origins(),
                  after.held())
              : after;
        }
      }),
  UNANSWERED_BATCH_DROPPED(
      Invariant.DENSE,
      new Rules() {
        @Override
        boolean dropsUnansweredBatch() {
          return true;
        }
      }),
  POSITION_COMMITTED_FIRST(
      Invariant.DENSE,
      new Rules() {
        @Override
        boolean commitsPositionFirst() {
          return true;
        }
      }),
  GAP_SKIPPED(
      Invariant.COUNTERS,
      new Rules() {
        @Override
        Step step(
            IncarnationId own,
            long nowMillis,
            Watermark before,
            Map<CellName, Cell> stored,
            List<LogEntry> batch) {
          Watermark skipped = before;
          for (int i = 0; i < batch.size(); i++) {
            IncarnationId origin = batch.get(i).at().incarnation();
            if (i == 0 || !batch.get(i - 1).at().incarnation().equals(origin)) {
              skipped = skipped.advance(origin, batch.get(i).at().offset());
            }
          }
          return super.step(own, nowMillis, skipped, stored, batch);
        }
      }),
  WATERMARK_NOT_CHECKED(
      Invariant.EQUAL,
      new Rules() {
        @Override
        boolean accepts(boolean sameRunAndWatermark) {
          return true;
        }
      }),
  STALE_REDIS_CONTINUED(
      Invariant.REGIONAL,
      new Rules() {
        @Override
        boolean isSameRun(int loaded, int now) {
          return loaded >= 0;
        }
      }),
  REMEMBERED_BEYOND_A_SESSION(
      Invariant.EQUAL,
      new Rules() {
        @Override
        boolean remembersBeyondASession() {
          return true;
        }
      }),
  REMOVAL_WITHOUT_CONTEXT(
      Invariant.SETS,
      new Rules() {
        @Override
        Operation sent(Operation operation, @Nullable Cell cell) {
          return operation.mutation() instanceof Mutation.RemoveMember
              ? with(operation, operation.mutation(), Watermark.ZERO)
              : operation;
        }
      }),
  RESET_WITHOUT_TALLIES(
      Invariant.COUNTERS,
      new Rules() {
        @Override
        Operation sent(Operation operation, @Nullable Cell cell) {
          return operation.mutation() instanceof Mutation.ResetCounter
              ? with(operation, new Mutation.ResetCounter(Map.of()), operation.context())
              : operation;
        }
      }),
  RESET_BY_VALUE(
      Invariant.COUNTERS,
      new Rules() {
        @Override
        Operation sent(Operation operation, @Nullable Cell cell) {
          return operation.mutation() instanceof Mutation.ResetCounter
                  && cell != null
                  && cell.value() instanceof Counter counter
              ? with(operation, new Mutation.AddToCounter(-counter.value()), operation.context())
              : operation;
        }
      }),
  MAX_WITHOUT_GENERATION(
      Invariant.LEADERBOARDS,
      new Rules() {
        @Override
        Operation sent(Operation operation, @Nullable Cell cell) {
          return operation.mutation()
                  instanceof Mutation.SubmitScore(var member, ScorePolicy policy, long score, _)
              ? with(
                  operation,
                  new Mutation.SubmitScore(member, policy, score, 0),
                  operation.context())
              : operation;
        }
      }),
  DOCUMENT_NOT_CLEARED(
      Invariant.DOCUMENTS,
      new OneByOne() {
        @Override
        LogEntry taken(LogEntry entry) {
          return entry.operation().mutation() instanceof Mutation.PutDocument put
              ? new LogEntry(
                  entry.at(),
                  with(
                      entry.operation(),
                      new Mutation.PatchDocument(put.json()),
                      entry.operation().context()))
              : entry;
        }
      }),
  ATTEMPT_FORGOTTEN(
      Invariant.ONCE,
      new Rules() {
        @Override
        Step step(
            IncarnationId own,
            long nowMillis,
            Watermark before,
            Map<CellName, Cell> stored,
            List<LogEntry> batch) {
          Step step = super.step(own, nowMillis, before, stored, batch);
          step.cells().keySet().removeIf(name -> name.part() instanceof Part.Attempted);
          return step;
        }
      }),
  CONDITION_JUDGED_BY_THE_EDGE(
      Invariant.CONDITIONAL,
      new Rules() {
        @Override
        Operation sent(Operation operation, @Nullable Cell cell) {
          return new Operation(
              operation.key(),
              operation.mutation(),
              operation.timestamp(),
              operation.context(),
              null,
              operation.idempotencyKey(),
              null);
        }
      }),
  CONDITION_JUDGED_BY_THE_LOCAL_VIEW(
      Invariant.ALIKE,
      new OneByOne() {
        @Override
        LogEntry taken(LogEntry entry, @Nullable Cell before) {
          Operation operation = entry.operation();
          if (operation.condition() == null || before == null) {
            return entry;
          }
          boolean isLater = before.timestamp().compareTo(operation.timestamp()) > 0;
          return new LogEntry(
              entry.at(),
              new Operation(
                  operation.key(),
                  operation.mutation(),
                  operation.timestamp(),
                  operation.context(),
                  isLater ? new Condition(Long.MAX_VALUE) : null,
                  operation.idempotencyKey(),
                  null));
        }
      }),
  READ_WITHOUT_WAITING(
      Invariant.READ_YOUR_WRITES,
      new Rules() {
        @Override
        boolean readsWaitForToken() {
          return false;
        }
      }),
  REMOVED_WITHOUT_WAITING(
      Invariant.WRITES_FOLLOW_READS,
      new Rules() {
        @Override
        boolean removalsWaitForToken() {
          return false;
        }
      }),
  STAMPED_BY_THE_WALL_CLOCK(
      Invariant.MONOTONIC_WRITES,
      new Rules() {
        @Override
        boolean stampsAfterWhatWasSeen() {
          return false;
        }
      }),
  CACHED_WITHOUT_LEASE(
      Invariant.REGIONAL,
      new Rules() {
        @Override
        boolean cachesUnderLeasesOnly() {
          return false;
        }
      }),
  HELD_LOST_AT_RESTART(
      Invariant.EQUAL,
      new Rules() {
        @Override
        Cell loaded(Cell cell) {
          return new Cell(cell.value(), cell.timestamp(), cell.origins(), List.of());
        }
      }),
  NOTHING_HELD(
      Invariant.NOT_EARLY,
      new Rules() {
        @Override
        Step step(
            IncarnationId own,
            long nowMillis,
            Watermark before,
            Map<CellName, Cell> stored,
            List<LogEntry> batch) {
          return super.step(own, nowMillis + 10_000_000, before, stored, batch);
        }
      }),
  CLOCK_PUSHED_BY_SESSIONS(
      Invariant.CLOCKS,
      new Rules() {
        @Override
        HybridTimestamp raising(HybridTimestamp effective, long wallMillis) {
          return effective;
        }
      }),
  HELD_NEVER_LISTED(
      Invariant.LISTED,
      new Rules() {
        @Override
        boolean settles() {
          return false;
        }
      }),
  RELISTED_ONLY_WHEN_NEW(
      Invariant.LISTED,
      new Rules() {
        @Override
        boolean relists(Step step, CellName name) {
          Cell cell = step.cells().get(name);
          return cell != null && cell.origins().size() == 1 && super.relists(step, name);
        }
      }),
  ANSWERED_BEFORE_SYNC(
      Invariant.DURABLE,
      new Rules() {
        @Override
        boolean answersBeforeSync() {
          return true;
        }
      }),
  FEED_RESUMED_TOO_FAR(
      Invariant.FEED,
      new Rules() {
        @Override
        Watermark feedResumed(Watermark token) {
          SortedMap<IncarnationId, Long> next = new TreeMap<>(token.nextOffsets());
          next.replaceAll((_, offset) -> offset + 1);
          return new Watermark(next);
        }
      }),
  CONFLICTS_NOT_KEPT(
      Invariant.LEDGER,
      new Rules() {
        @Override
        boolean keepsConflicts() {
          return false;
        }
      });

  final Invariant breaks;

  /** Without state, whatever the checker thinks. */
  @SuppressWarnings("ImmutableEnumChecker")
  final Rules rules;

  PlantedBug(Invariant breaks, Rules rules) {
    this.breaks = breaks;
    this.rules = rules;
  }

  private static Operation with(Operation operation, Mutation mutation, Watermark context) {
    return new Operation(
        operation.key(),
        mutation,
        operation.timestamp(),
        context,
        operation.condition(),
        operation.idempotencyKey(),
        null);
  }

  /** Rules under which every entry is a batch of its own, so that one cell's change can be bent. */
  private static class OneByOne extends Rules {
    LogEntry taken(LogEntry entry) {
      return entry;
    }

    LogEntry taken(LogEntry entry, @Nullable Cell before) {
      return taken(entry);
    }

    Cell changed(@Nullable Cell before, LogEntry entry, Cell after) {
      return after;
    }

    @Override
    final int batchMax() {
      return 1;
    }

    @Override
    final Step step(
        IncarnationId own,
        long nowMillis,
        Watermark watermark,
        Map<CellName, Cell> stored,
        List<LogEntry> batch) {
      CellName name = CellName.of(batch.getFirst().operation());
      Cell before = stored.get(name);
      LogEntry entry = taken(batch.getFirst(), before);
      Step step = super.step(own, nowMillis, watermark, stored, List.of(entry));
      Map<CellName, Cell> cells = new HashMap<>(step.cells());
      cells.computeIfPresent(name, (_, after) -> changed(before, entry, after));
      return new Step(
          step.watermark(),
          cells,
          step.relisted(),
          step.touched(),
          step.seen(),
          step.judged(),
          step.conflicts());
    }
  }
}
