package io.atoll.replication.simulation.data;

import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.apply.LogEntry;
import io.atoll.replication.apply.Step;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the world works: as it should. A {@link PlantedBug} replaces one rule. */
class Rules {
  /** What a batch does to a partition. */
  Step step(
      IncarnationId own,
      long nowMillis,
      Watermark before,
      Map<CellName, Cell> stored,
      List<LogEntry> batch) {
    return Step.of(own, nowMillis, before, stored, batch);
  }

  /** Entries of one origin that an applier takes at once. */
  int batchMax() {
    return 8;
  }

  /** What goes into the log. */
  Operation sent(Operation operation, @Nullable Cell cell) {
    return operation;
  }

  /** A cell as it comes back from the state. */
  Cell loaded(Cell cell) {
    return cell;
  }

  /** Whether a batch may be written to Redis. */
  boolean accepts(boolean sameRunAndWatermark) {
    return sameRunAndWatermark;
  }

  /** Whether a view was loaded into the Redis that holds it now. */
  boolean isSameRun(int loaded, int now) {
    return loaded == now;
  }

  /** How far an applied operation of its own raises a region's clock. */
  HybridTimestamp raising(HybridTimestamp effective, long wallMillis) {
    return effective.millis() > wallMillis + Cell.SKEW_MAX.toMillis()
        ? HybridTimestamp.ZERO
        : effective;
  }

  /** Whether appliers look for what is held and due. */
  boolean settles() {
    return true;
  }

  /** Whether an applier goes by what it wrote before somebody else may have written. */
  boolean remembersBeyondASession() {
    return false;
  }

  boolean relists(Step step, CellName name) {
    return step.relisted().containsKey(name);
  }

  boolean commitsPositionFirst() {
    return false;
  }

  boolean dropsUnansweredBatch() {
    return false;
  }

  boolean keepsConflicts() {
    return true;
  }

  boolean readsWaitForToken() {
    return true;
  }

  boolean removalsWaitForToken() {
    return true;
  }

  boolean cachesUnderLeasesOnly() {
    return true;
  }

  boolean stampsAfterWhatWasSeen() {
    return true;
  }

  boolean answersBeforeSync() {
    return false;
  }

  /** The feed's token as it is taken up in another region. */
  Watermark feedResumed(Watermark token) {
    return token;
  }
}
