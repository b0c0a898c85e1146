package io.atoll.controller.membership;

import io.atoll.controller.health.Observation;
import io.atoll.controller.health.Streak;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridClock;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.core.time.MonotonicClock;
import io.atoll.runtime.app.Service;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks at every region, round after round: sends one probe to each of its edges and its
 * replicator, and says at the start of each round, and as soon as something turns, what it makes of
 * the answers so far.
 *
 * <p>Lives on one context; rounds don't wait for slow probes of the last.
 */
public final class Prober implements Service {
  private final Vertx vertx;
  private final Context context;
  private final RegionId self;
  private final List<Targets> targets;
  private final Duration interval;
  private final int failuresBeforeBad;
  private final Fetcher fetcher;
  private final HybridClock versions;
  private final MonotonicClock clock;
  private final Consumer<List<Observation>> observer;
  private final Map<RegionId, Look> looks = new TreeMap<>();
  private final Map<RegionId, JsonObject> replication = new ConcurrentHashMap<>();
  private final MeterRegistry meters;
  private long timer = -1;

  /** What this controller has seen of one region. */
  private static final class Look {
    final SortedMap<String, Streak> edges = new TreeMap<>();
    final SortedMap<String, String> faults = new TreeMap<>();
    boolean caughtUp;
  }

  /**
   * @param context where all of it happens and the observer is called
   * @param observer told what was seen; must not block
   */
  public Prober(
      Vertx vertx,
      Context context,
      RegionId self,
      List<Targets> targets,
      Duration interval,
      Duration limit,
      int failuresBeforeBad,
      HybridClock versions,
      MonotonicClock clock,
      MeterRegistry meters,
      Consumer<List<Observation>> observer) {
    this.vertx = vertx;
    this.context = context;
    this.self = self;
    this.targets = List.copyOf(targets);
    this.interval = interval;
    this.failuresBeforeBad = failuresBeforeBad;
    this.fetcher = new Fetcher(vertx, limit);
    this.versions = versions;
    this.clock = clock;
    this.meters = meters;
    this.observer = observer;
    for (Targets target : targets) {
      Look look = new Look();
      target.edges().keySet().forEach(node -> look.edges.put(node, Streak.UNKNOWN));
      looks.put(target.region(), look);
    }
  }

  @Override
  public String name() {
    return "prober";
  }

  @Override
  public Future<Void> start() {
    context.runOnContext(_ -> {
      timer = vertx.setPeriodic(1, interval.toMillis(), _ -> round());
    });
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    context.runOnContext(_ -> vertx.cancelTimer(timer));
    return fetcher.close();
  }

  /** What a region's replicator says of itself, if it answers. Any thread may ask. */
  public Optional<JsonObject> replication(RegionId region) {
    return Optional.ofNullable(replication.get(region));
  }

  private void round() {
    observer.accept(looks.keySet().stream().map(this::observation).toList());
    for (Targets target : targets) {
      target.edges().forEach((node, uri) -> probe(target.region(), node, uri));
      askReplicator(target);
    }
  }

  private void probe(RegionId region, String node, String uri) {
    long start = clock.nanos();
    fetcher
        .get(uri)
        .map(answer -> answer.status() == 200 ? "" : "status " + answer.status())
        .otherwise(e -> String.valueOf(e.getMessage()))
        .onSuccess(fault ->
            context.runOnContext(_ -> {
              timer(region, fault.isEmpty()).record(clock.nanos() - start, TimeUnit.NANOSECONDS);
              note(region, node, fault);
            }));
  }

  private void note(RegionId region, String node, String fault) {
    Look look = look(region);
    Streak before = look.edges.getOrDefault(node, Streak.UNKNOWN);
    Streak after = before.after(fault.isEmpty(), failuresBeforeBad);
    look.edges.put(node, after);
    if (fault.isEmpty()) {
      look.faults.remove(node);
    } else {
      look.faults.put(node, fault);
    }
    if (after.good() != before.good()) {
      observer.accept(List.of(observation(region)));
    }
  }

  private void askReplicator(Targets target) {
    fetcher
        .get(target.replicator())
        .map(answer -> answer.body().toJsonObject())
        .onSuccess(status -> replication.put(target.region(), status))
        .onFailure(_ -> replication.remove(target.region()))
        .map(status -> status.getBoolean("ready", false))
        .otherwise(false)
        .onSuccess(ready -> context.runOnContext(_ -> look(target.region()).caughtUp = ready));
  }

  private Observation observation(RegionId region) {
    Look look = look(region);
    HybridTimestamp version = versions.now();
    SortedMap<String, Boolean> edges = new TreeMap<>();
    look.edges.forEach((node, streak) -> edges.put(node, streak.good()));
    List<String> faults = new ArrayList<>();
    look.faults.forEach((node, fault) -> faults.add(node + ": " + fault));
    return new Observation(self, region, version, edges, look.caughtUp, String.join("; ", faults));
  }

  private Look look(RegionId region) {
    return looks.computeIfAbsent(region, _ -> new Look());
  }

  private Timer timer(RegionId region, boolean success) {
    return Timer.builder("atoll_controller_probe_duration")
        .description("Time an edge took to answer a health probe, or to fail to")
        .tag("subject", region.value())
        .tag("outcome", success ? "success" : "failure")
        .register(meters);
  }
}
