package io.atoll.replication.apply;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.WallClock;
import io.atoll.replication.apply.ApplierStatus.State;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Part;
import io.atoll.replication.conflict.ConflictLedger;
import io.atoll.replication.log.CellCodec;
import io.atoll.replication.redis.RedisViewWriter;
import io.atoll.replication.redis.RedisViewWriter.Change;
import io.atoll.replication.redis.RedisViewWriter.Held;
import io.atoll.replication.redis.RedisViewWriter.Loaded;
import io.atoll.replication.redis.RedisViewWriter.Written;
import io.atoll.replication.state.Coverage;
import io.atoll.replication.state.StateReader;
import io.atoll.replication.state.StateWriter;
import io.atoll.replication.view.View;
import io.atoll.replication.view.ViewUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * An applier's work from finding Redis until something fails. All calls block, from one thread.
 *
 * <p>First it fences every other writer of the state. If Redis holds this partition, and no less
 * than the state covers, and nobody wants it filled anew, it goes on from there; else it empties
 * the partition in Redis and fills it from the state. Either way it reads the logs from where the
 * state's coverage ends: what Redis knows already is recognised, and written to the state. The view
 * is opened to edges when the ends that the logs had at the beginning are reached.
 */
final class ApplierSession implements AutoCloseable {
  /** How long a poll waits; also how soon a Redis that restarted in silence is noticed. */
  private static final Duration POLL = Duration.ofMillis(100);

  /** Bounds one script in Redis. */
  private static final int FORGOTTEN_AT_ONCE = 500;

  /** As above. */
  private static final int SETTLED_AT_ONCE = 500;

  /** How late, at most, something shows that was held: nobody waits for it by the millisecond. */
  private static final Duration SETTLE_EVERY = Duration.ofSeconds(1);

  private final ApplierConfig config;
  private final RedisViewWriter view;
  private final Announcer announcer;
  private final ApplierMetrics metrics;
  private final ApplierProgress progress;
  private final ConflictLedger conflicts;
  private final WallClock wall;
  private final AttemptAges attempts = new AttemptAges(System::nanoTime);
  private final PartitionReader reader;
  private final StateWriter state;
  private final RecentCells recent;

  private String runId = "";
  private Watermark watermark = Watermark.ZERO;
  private boolean adopted;
  private long settledNanos = System.nanoTime();
  private Map<String, Long> notedEnds = Map.of();

  ApplierSession(
      ApplierConfig config,
      RedisViewWriter view,
      LogReader log,
      Announcer announcer,
      ApplierMetrics metrics,
      ApplierProgress progress,
      ConflictLedger conflicts,
      WallClock wall) {
    this.config = config;
    this.view = view;
    this.announcer = announcer;
    this.metrics = metrics;
    this.progress = progress;
    this.conflicts = conflicts;
    this.wall = wall;
    recent = new RecentCells(config.recentBytesMax());
    // Asking Redis first costs nothing when it is away, and leaves no fenced producer behind.
    view.inspect().await();
    state =
        StateWriter.open(config.bootstrap(), config.region(), config.partition(), metrics.flushes);
    reader = log.open(config.own(), config.partition());
  }

  /** Makes Redis hold the partition, and notes how far the logs reach. */
  void open() throws InterruptedException {
    // Leases granted before this moment, by whom and in which Redis ever, end within LEASE_MAX.
    announcer.quiet(View.LEASE_MAX);
    try (StateReader stored = new StateReader(config.bootstrap())) {
      Coverage coverage = stored.coverage(config.partition());
      Held held = view.inspect().await();
      Loaded loaded = held.loaded();
      if (!progress.takeReloadWanted()
          && loaded != null
          && loaded.own().equals(config.own())
          && loaded.watermark().covers(coverage.watermark())) {
        runId = held.runId();
        watermark = loaded.watermark();
        adopted = loaded.adopted();
      } else {
        coverage = load(stored);
      }
      reader.seek(coverage);
    }
    notedEnds = reader.ends();
    progress.at(adopted ? State.RUNNING : State.REPLAYING, watermark, 0);
    progress.opened(reader);
  }

  private Coverage load(StateReader stored) {
    progress.at(State.LOADING, Watermark.ZERO, 0);
    metrics.loads.increment();
    String loader = UUID.randomUUID().toString();
    String filling = view.clear(loader).await();
    Coverage coverage =
        stored.load(config.partition(), cells -> view.fill(loader, filling, cells).await());
    view.loaded(loader, filling, config.own(), coverage.watermark()).await();
    runId = filling;
    watermark = coverage.watermark();
    adopted = false;
    return coverage;
  }

  /** Says that what the view holds already is visible: announcements may have been lost. */
  void announceHeld() throws InterruptedException {
    announce(new Written(0, Map.of()), Set.of(), List.of());
  }

  /** One turn: waits for entries a little, and applies what came. */
  void turn() throws InterruptedException {
    if (progress.isReloadWanted()) {
      throw new ViewUnavailableException("to be filled anew, as an operator wants it");
    }
    List<LogEntry> batch = reader.poll(POLL);
    if (batch.isEmpty()) {
      requireStillHeld();
    } else {
      apply(batch);
    }
    settleHeld();
    forgetAttempts();
    if (progress.takeEndsWanted()) {
      notedEnds = reader.ends();
    }
    if (!notedEnds.isEmpty() && isReached(notedEnds)) {
      if (!adopted) {
        view.adopt(runId, watermark).await();
        adopted = true;
      }
      notedEnds = Map.of();
      progress.endsReached();
    }
    progress.at(adopted ? State.RUNNING : State.REPLAYING, watermark, reader.lagRecords());
  }

  private boolean isReached(Map<String, Long> ends) {
    Map<String, Long> now = reader.offsets();
    return ends.entrySet().stream()
        .allMatch(end -> now.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private void requireStillHeld() {
    Held held = view.inspect().await();
    Loaded loaded = held.loaded();
    if (!held.runId().equals(runId) || loaded == null || !loaded.watermark().equals(watermark)) {
      throw new ViewUnavailableException(
          "Redis restarted, was emptied, or is written by another applier");
    }
  }

  private void apply(List<LogEntry> batch) throws InterruptedException {
    Map<CellName, Cell> stored = stored(Step.names(batch));
    long nowMillis = wall.millis();
    Step step = Step.of(config.own(), nowMillis, watermark, stored, batch);
    if (!step.watermark().equals(watermark)) {
      write(step, nowMillis);
    } else {
      // Nothing was written, so nothing has vouched for the cells that were read.
      requireStillHeld();
      state.changed(CellCodec.encode(step.touched()), coverage());
    }
    attempts.passed(step.judged());
  }

  /** The cells as they are now; Redis is asked for those that this session did not write lately. */
  private Map<CellName, Cell> stored(Set<CellName> wanted) {
    Map<CellName, Cell> stored = HashMap.newHashMap(wanted.size());
    List<CellName> others = new ArrayList<>();
    for (CellName name : wanted) {
      byte[] kept = recent.find(name);
      if (kept == null) {
        others.add(name);
      } else {
        stored.put(name, CellCodec.decode(name, kept));
      }
    }
    metrics.found(stored.size(), others.size());
    stored.putAll(view.cells(others).await());
    return stored;
  }

  /** Remembers cells for their next change, but for attempts: few are repeated. */
  private void remember(Step step, Map<CellName, byte[]> written) {
    written.forEach((name, bytes) -> {
      Cell cell = step.cells().get(name);
      // A paused applier that wakes up may let go of what is held and not move the watermark.
      boolean settled = cell != null && cell.held().isEmpty();
      if (settled && !(name.part() instanceof Part.Attempted)) {
        recent.keep(name, bytes);
      } else {
        recent.drop(name);
      }
    });
  }

  private void write(Step step, long nowMillis) throws InterruptedException {
    Map<CellName, byte[]> touched = CellCodec.encode(step.touched());
    Map<CellName, byte[]> changed = new LinkedHashMap<>(touched);
    changed.keySet().retainAll(step.cells().keySet());
    if (!step.conflicts().isEmpty()) {
      // Before the view loses them: what is found twice does no harm.
      conflicts.keep(config.partition(), step.conflicts());
      step.conflicts().forEach(metrics::conflict);
    }
    Written written =
        view.apply(
                new Change(
                    runId,
                    watermark,
                    step.watermark(),
                    changed,
                    step.relisted(),
                    step.seen().size(),
                    step.latest(config.own(), nowMillis)))
            .await();
    watermark = step.watermark();
    remember(step, changed);
    step.judged().forEach(metrics::applied);
    announce(written, step.seen(), step.judged());
    state.changed(touched, coverage());
  }

  /** Shows what was held and is due, although no operation comes to its cell; some at a time. */
  private void settleHeld() throws InterruptedException {
    long nanos = System.nanoTime();
    if (nanos - settledNanos < SETTLE_EVERY.toNanos()) {
      return;
    }
    settledNanos = nanos;
    long nowMillis = wall.millis();
    List<CellName> due =
        view.heldBefore(nowMillis + Cell.SKEW_MAX.toMillis() + 1, SETTLED_AT_ONCE).await();
    if (!due.isEmpty()) {
      Step step = Step.settling(config.own(), nowMillis, watermark, view.cells(due).await());
      write(step, nowMillis);
    }
  }

  private Coverage coverage() {
    return new Coverage(watermark, reader.offsets());
  }

  /** Forgets attempts whose idempotency keys can't be repeated any more; some at a time. */
  private void forgetAttempts() throws InterruptedException {
    for (IncarnationId origin : attempts.due()) {
      List<CellName> old =
          view.attemptsBefore(origin, attempts.forgetBeforeMillis(origin), FORGOTTEN_AT_ONCE)
              .await();
      if (!old.isEmpty()) {
        view.forget(runId, watermark, origin, old).await();
        state.forgotten(old, coverage());
      }
    }
  }

  private void announce(Written written, Set<Key> seen, List<Judged> judged)
      throws InterruptedException {
    Map<Boolean, List<Judged>> byOwn =
        judged.stream()
            .collect(Collectors.partitioningBy(one -> one.at().incarnation().equals(config.own())));
    announcer.announce(
        new Announcement(
            runId,
            written.sequence(),
            written.holders(),
            seen,
            watermark,
            byOwn.getOrDefault(true, List.of()),
            byOwn.getOrDefault(false, List.of())));
  }

  @Override
  public void close() {
    progress.closed();
    reader.close();
    state.close();
  }
}
