package io.atoll.chaos.drill;

import io.atoll.chaos.check.AppliedOnce;
import io.atoll.chaos.check.CaughtUp;
import io.atoll.chaos.check.ErrorWindows;
import io.atoll.chaos.check.FaultsTookEffect;
import io.atoll.chaos.check.FinalRead;
import io.atoll.chaos.check.Finding;
import io.atoll.chaos.check.LostWrites;
import io.atoll.chaos.check.Recovery;
import io.atoll.chaos.check.RegionDigest;
import io.atoll.chaos.check.RegionsEqual;
import io.atoll.chaos.check.StaleReads;
import io.atoll.chaos.fault.FaultSpan;
import io.atoll.chaos.history.Action;
import io.atoll.chaos.history.Attempt;
import io.atoll.chaos.history.History;
import io.atoll.chaos.history.HistoryWriter;
import io.atoll.chaos.history.Mark;
import io.atoll.chaos.report.Report;
import io.atoll.chaos.report.ReportJson;
import io.atoll.chaos.report.ReportText;
import io.atoll.chaos.report.Totals;
import io.atoll.chaos.target.EdgeClient;
import io.atoll.chaos.target.Platform;
import io.atoll.chaos.target.Replicators;
import io.atoll.chaos.target.Supervisor;
import io.atoll.chaos.target.TargetException;
import io.atoll.core.operation.Key;
import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.runtime.config.Units;
import io.atoll.runtime.net.HostPort;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one drill: steady state or nothing; load; faults, each undone when its time is over;
 * the wait for the return; the load's end; a last look at everything; the verdict. However it ends,
 * by verdict, exception or {@link #abort}, no fault is left behind.
 */
public final class DrillRunner {
  /** For how long every user must have been served as it should be before anything is broken. */
  private static final Duration STEADY = Duration.ofSeconds(2);

  private static final Duration STEADY_POLL = Duration.ofMillis(100);

  /** How long a fault may take to show: processes die, and links are cut, at once. */
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(3);

  private final Drill drill;
  private final Platform platform;
  private final Supervisor supervisor;
  private final Replicators replicators;
  private final HttpClient http;
  private final HostPort dns;
  private final MonotonicClock monotonic;
  private final WallClock wall;
  private final Consumer<String> progress;
  private volatile @Nullable Injections injections;
  private volatile boolean aborted;

  /**
   * Prepares a run; nothing happens yet.
   *
   * @param http for users' requests; must neither follow redirects nor share threads it could
   *     starve
   * @param dns where users resolve the service's name
   * @param progress takes one line per phase
   */
  public DrillRunner(
      Drill drill,
      Platform platform,
      Supervisor supervisor,
      Replicators replicators,
      HttpClient http,
      HostPort dns,
      MonotonicClock monotonic,
      WallClock wall,
      Consumer<String> progress) {
    this.drill = drill;
    this.platform = platform;
    this.supervisor = supervisor;
    this.replicators = replicators;
    this.http = http;
    this.dns = dns;
    this.monotonic = monotonic;
    this.wall = wall;
    this.progress = progress;
  }

  /**
   * Runs the drill and saves what came of it.
   *
   * @param folder for history and report; made if missing
   * @param seed of what users choose by chance
   * @throws TargetException if the supervisor can't be reached
   * @throws IOException if the folder can't be written
   * @throws InterruptedException if the thread was interrupted or the drill aborted
   */
  public DrillResult run(Path folder, long seed) throws IOException, InterruptedException {
    Instant startedAt = Instant.ofEpochMilli(wall.millis());
    DrillClock clock = new DrillClock(monotonic);
    SteadyState steadyState =
        new SteadyState(platform, supervisor, replicators, drill.load(), dns, monotonic);
    progress.accept("checking the steady state of " + platform.regions().size() + " regions");
    List<String> missing = steadyState.missing();
    if (!missing.isEmpty()) {
      return new DrillResult.Refused(missing);
    }
    Files.createDirectories(folder);
    DrillKeys keys = DrillKeys.of(drill.load(), Long.toString(startedAt.toEpochMilli(), 36));
    EdgeClient edges = new EdgeClient(http, drill.load().attemptTimeout());
    Path historyFile = folder.resolve("history.jsonl");
    Observed observed;
    try (HistoryWriter history = new HistoryWriter(historyFile, Drill.ATTEMPTS_MAX);
        Injections faults = new Injections(new Injector(supervisor), clock, history);
        Users users = new Users(drill.load(), keys, dns, edges, monotonic, clock, history, seed)) {
      injections = faults;
      checkNotAborted();
      Act act = new Act(clock, steadyState, history, faults, users);
      List<String> unsteady = act.play();
      if (!unsteady.isEmpty()) {
        return new DrillResult.Refused(unsteady);
      }
      observed = new Observed(faults.spans(), act.returned(), users.shed());
    }
    progress.accept("reading every key from every edge");
    History history = History.read(historyFile);
    Inspection inspection = new Inspection(platform, replicators, edges, clock);
    List<RegionDigest> digests = drill.expect().regionsEqual() ? inspection.digests() : List.of();
    List<FinalRead> finals = inspection.finalReads(acknowledgedKeys(history));
    checkNotAborted();
    Report report =
        new Report(
            drill.name(),
            drill.description(),
            startedAt,
            Duration.ofNanos(clock.micros() * 1_000),
            seed,
            observed.faults,
            Totals.of(history, observed.shed),
            judge(history, observed, finals, digests));
    Files.writeString(folder.resolve("report.json"), ReportJson.of(report).encodePrettily());
    Files.writeString(folder.resolve("report.txt"), ReportText.of(report, false));
    return new DrillResult.Judged(report, folder);
  }

  /** Undoes every fault at once, from any thread; the run then ends with an exception. */
  public void abort() {
    aborted = true;
    Injections faults = injections;
    if (faults != null) {
      faults.close();
    }
  }

  private void checkNotAborted() throws InterruptedException {
    if (aborted) {
      throw new InterruptedException("the drill was aborted");
    }
  }

  /** What the history alone does not tell. */
  private record Observed(List<FaultSpan> faults, Return.Outcome returned, long shed) {}

  /** The part of a drill during which users are there. */
  private final class Act {
    private final DrillClock clock;
    private final SteadyState steadyState;
    private final HistoryWriter history;
    private final Injections faults;
    private final Users users;
    private Return.Outcome returned =
        new Return.Outcome(Optional.empty(), List.of("never waited for"));

    Act(
        DrillClock clock,
        SteadyState steadyState,
        HistoryWriter history,
        Injections faults,
        Users users) {
      this.clock = clock;
      this.steadyState = steadyState;
      this.history = history;
      this.faults = faults;
      this.users = users;
    }

    /** Returns why nothing was broken, if so. */
    List<String> play() throws IOException, InterruptedException {
      mark(
          "load: %d users, %d operations a second"
              .formatted(drill.load().users(), drill.load().operationsPerSecond()));
      users.start();
      List<String> unsteady = awaitSteadyLoad();
      if (!unsteady.isEmpty()) {
        return unsteady;
      }
      mark("load is steady");
      follow(clock.micros());
      long undone = clock.micros();
      mark("waiting for every region to return and catch up");
      returned =
          new Return(platform, steadyState, replicators, clock)
              .await(undone, drill.expect().caughtUpWithin());
      checkNotAborted();
      mark(
          returned.took().isPresent()
              ? "caught up, users come home"
              : "not caught up in time: " + returned.missing().getFirst());
      clock.sleepUntil(clock.micros() + DrillClock.micros(drill.load().coolDown()));
      users.stop();
      return List.of();
    }

    /** Returns who was still not served as it should be when the time to warm up was over. */
    private List<String> awaitSteadyLoad() throws InterruptedException {
      long begun = clock.micros();
      while (true) {
        long now = clock.micros();
        long steadyFrom = now - DrillClock.micros(STEADY);
        List<String> unsteady = users.troubleSince(steadyFrom);
        if (unsteady.isEmpty() && steadyFrom >= begun) {
          return unsteady;
        }
        if (now - begun > DrillClock.micros(Drill.WARM_UP_MAX)) {
          return unsteady;
        }
        checkNotAborted();
        Thread.sleep(STEADY_POLL);
      }
    }

    /** Begins and ends every step at its time. */
    private void follow(long begun) throws IOException, InterruptedException {
      record Moment(long micros, Step step, boolean begins) {}
      List<Moment> moments = new ArrayList<>();
      for (Step step : drill.schedule()) {
        moments.add(new Moment(begun + DrillClock.micros(step.after()), step, true));
        moments.add(new Moment(begun + DrillClock.micros(step.until()), step, false));
      }
      moments.sort(Comparator.comparingLong(Moment::micros));
      IdentityHashMap<Step, Injections.Active> active = new IdentityHashMap<>();
      for (Moment moment : moments) {
        clock.sleepUntil(moment.micros);
        checkNotAborted();
        if (moment.begins) {
          progress.accept(
              "%s for %s".formatted(moment.step.fault(), Units.text(moment.step.hold())));
          active.put(
              moment.step,
              faults.inject(moment.step.fault(), min(moment.step.hold(), SEEN_WITHIN)));
        } else {
          progress.accept("undoing " + moment.step.fault());
          Injections.Active injected = active.get(moment.step);
          if (injected != null) {
            faults.undo(injected);
          }
        }
      }
    }

    private static Duration min(Duration a, Duration b) {
      return a.compareTo(b) <= 0 ? a : b;
    }

    private void mark(String what) {
      progress.accept(what);
      history.append(new Mark(clock.micros(), what));
    }

    Return.Outcome returned() {
      return returned;
    }
  }

  private List<Key> acknowledgedKeys(History history) {
    Set<String> names =
        history.attempts().stream()
            .filter(attempt -> attempt.action() == Action.WRITE && attempt.ok())
            .map(Attempt::key)
            .collect(Collectors.toSet());
    return names.stream().sorted().map(Key::parse).toList();
  }

  private List<Finding> judge(
      History history, Observed observed, List<FinalRead> finals, List<RegionDigest> digests) {
    Expectations expect = drill.expect();
    List<Finding> findings = new ArrayList<>();
    findings.add(FaultsTookEffect.check(history, observed.faults));
    expect
        .recoveryWithin()
        .ifPresent(within -> findings.add(Recovery.check(history, observed.faults, within)));
    expect
        .othersErrorWindow()
        .ifPresent(within -> findings.add(ErrorWindows.check(history, observed.faults, within)));
    findings.add(
        CaughtUp.check(
            observed.returned.took(), expect.caughtUpWithin(), observed.returned.missing()));
    expect
        .lostWrites()
        .ifPresent(max -> findings.add(LostWrites.check(history, finals, max, expect.clockSkew())));
    expect
        .staleReads()
        .ifPresent(max -> findings.add(StaleReads.check(history, max, expect.clockSkew())));
    if (expect.appliedOnce()) {
      findings.add(AppliedOnce.check(history, finals));
    }
    if (expect.regionsEqual()) {
      findings.add(
          RegionsEqual.check(
              platform.regions().stream().map(Platform.Region::id).toList(), digests, finals));
    }
    return findings;
  }
}
