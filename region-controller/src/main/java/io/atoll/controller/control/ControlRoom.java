package io.atoll.controller.control;

import io.atoll.controller.health.HealthBoard;
import io.atoll.controller.health.HealthPolicy;
import io.atoll.controller.health.Observation;
import io.atoll.controller.health.Observations;
import io.atoll.controller.health.RegionHealth;
import io.atoll.controller.health.Sightings;
import io.atoll.controller.intent.Intent;
import io.atoll.controller.table.Brake;
import io.atoll.controller.table.Site;
import io.atoll.controller.table.TableFeed;
import io.atoll.controller.table.TablePlan;
import io.atoll.controller.wire.Gossip;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.HybridClock;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.core.time.MonotonicClock;
import io.atoll.runtime.app.Service;
import io.atoll.runtime.feed.TableFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a controller knows, and the one place where that becomes a new routing table: whatever
 * arrives (own observations, gossip, intent, time) is noted, health takes a step, the table is
 * planned, and published if it says something new.
 *
 * <p>Lives on one context, so nothing here is locked. A table that was kept on disk stays in use
 * while the controller finds out how things are: until all regions are up, or for {@link
 * #OPENING_MAX}, or, as long as no region could serve, for the start's grace.
 */
public final class ControlRoom implements Service {
  /** How long a kept table outlives a restart while some region is not seen healthy. */
  static final Duration OPENING_MAX = Duration.ofSeconds(5);

  /** How often time alone is let in. */
  private static final Duration TICK = Duration.ofMillis(200);

  /** A follower that is ahead of this controller is answered by a new version at most so often. */
  private static final Duration REISSUE_MIN = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(ControlRoom.class);

  private final Vertx vertx;
  private final Context context;
  private final RegionId self;
  private final List<Site> sites;
  private final Set<RegionId> members;
  private final HealthPolicy policy;
  private final HybridClock versions;
  private final MonotonicClock clock;
  private final TableFeed feed;
  private final TableFile file;

  private Observations observations = Observations.NONE;
  private Sightings sightings = Sightings.NONE;
  private HealthBoard health;
  private volatile Brake brake = Brake.START;
  private volatile Intent intent = Intent.EMPTY;
  private long startedNanos;
  private long reissuedNanos;
  private boolean opening;
  private Future<?> saving = Future.succeededFuture(RoutingTable.NONE);
  private long timer = -1;

  /** Everything this knows at one moment. */
  public record View(
      Intent intent,
      Observations observations,
      Sightings sightings,
      HealthBoard health,
      boolean braked,
      RoutingTable table) {}

  /**
   * @param context where all of it happens
   * @param file where the table is kept over restarts
   */
  public ControlRoom(
      Vertx vertx,
      Context context,
      RegionId self,
      List<Site> sites,
      HealthPolicy policy,
      HybridClock versions,
      MonotonicClock clock,
      TableFeed feed,
      TableFile file) {
    this.vertx = vertx;
    this.context = context;
    this.self = self;
    this.sites = List.copyOf(sites);
    this.members = sites.stream().map(Site::id).collect(Collectors.toUnmodifiableSet());
    this.policy = policy;
    this.versions = versions;
    this.clock = clock;
    this.feed = feed;
    this.file = file;
    this.startedNanos = clock.nanos();
    this.reissuedNanos = startedNanos - REISSUE_MIN.toNanos();
    this.health = HealthBoard.start(members, startedNanos, policy);
  }

  @Override
  public String name() {
    return "control-room";
  }

  @Override
  public Future<Void> start() {
    return vertx
        .executeBlocking(file::load)
        .onSuccess(kept ->
            context.runOnContext(_ -> {
              opening = kept.isPresent();
              kept.ifPresent(feed::publish);
              kept.ifPresent(table -> versions.observe(table.version()));
              timer = vertx.setPeriodic(TICK.toMillis(), _ -> decide());
            }))
        .mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    context.runOnContext(_ -> vertx.cancelTimer(timer));
    return saving.otherwiseEmpty().mapEmpty();
  }

  /** Takes in what this controller has seen; on the context. */
  public void observe(List<Observation> own) {
    note(observations.with(own));
  }

  /** Takes in what another controller knows; on the context. */
  public void hear(Gossip gossip) {
    versions.observe(gossip.clock());
    learn(gossip.intent());
    note(observations.merge(gossip.observations().among(members)));
  }

  /**
   * Takes in intent from whoever knows it: what a store has applied was accepted by a majority, so
   * the newest heard of holds, even while this controller's own store is behind. On the context.
   */
  public void learn(Intent heard) {
    Intent newer = intent.newer(heard);
    if (!newer.equals(intent)) {
      intent = newer;
      decide();
    }
  }

  /** The newest intent heard of. Any thread may ask. */
  public Intent intent() {
    return intent;
  }

  /** Whether the last good health is in use. Any thread may ask. */
  public boolean isBraked() {
    return brake.engaged();
  }

  /** What to tell another controller; on the context. */
  public Gossip gossip() {
    return new Gossip(self, versions.now(), intent, observations);
  }

  /** On the context. */
  public View view() {
    return new View(intent, observations, sightings, health, brake.engaged(), feed.current());
  }

  /**
   * Notes that a follower has a newer table than this controller's, from another controller whose
   * view may have been another: says again, with a newer version, what holds here. On the context.
   */
  public void meetFollowerAt(HybridTimestamp version) {
    RoutingTable table = feed.current();
    long now = clock.nanos();
    if (!opening
        && table.isKnown()
        && version.compareTo(table.version()) > 0
        && now - reissuedNanos >= REISSUE_MIN.toNanos()
        && versions.observe(version)) {
      reissuedNanos = now;
      publish(new RoutingTable(versions.now(), table.regions(), table.namespaces(), table.ended()));
    }
  }

  private void note(Observations merged) {
    observations = merged;
    merged.newest().values().forEach(observation -> versions.observe(observation.version()));
    sightings = sightings.note(merged, clock.nanos());
    decide();
  }

  private void decide() {
    long now = clock.nanos();
    HealthBoard before = health;
    health = health.step(observations, sightings, now, policy);
    report(before);
    Brake.Braked braked = brake.plan(sites, intent, health);
    if (braked.brake().engaged() != brake.engaged()) {
      reportBrake(braked.brake().engaged());
    }
    brake = braked.brake();
    TablePlan plan = braked.plan();
    opening = opening && isOpening(plan, now);
    if (!opening && !plan.isPlanOf(feed.current())) {
      publish(plan.at(versions.now()));
    }
  }

  private boolean isOpening(TablePlan plan, long now) {
    Duration since = Duration.ofNanos(now - startedNanos);
    boolean allServe = plan.regions().values().stream().allMatch(RegionEntry::servesUsers);
    Duration patience = plan.serving() > 0 ? OPENING_MAX : policy.startGrace();
    return !allServe && since.compareTo(patience) < 0;
  }

  private void publish(RoutingTable table) {
    feed.publish(table);
    log.atDebug().addKeyValue("version", table.version()).log("table published");
    // Each save waits for the one before; what is kept in the end is the newest.
    saving =
        saving
            .otherwiseEmpty()
            .compose(_ -> vertx.executeBlocking(() -> file.save(feed.current())))
            .onFailure(e ->
                log.atWarn()
                    .setCause(e)
                    .log("routing table could not be saved; a restart will begin without one"));
  }

  private void report(HealthBoard before) {
    new TreeMap<>(health.regions())
        .forEach((region, now) -> {
          RegionHealth then = before.of(region);
          if (!Objects.equals(then.condition(), now.condition())) {
            log.atInfo()
                .addKeyValue("subject", region)
                .addKeyValue("from", then.condition())
                .addKeyValue("to", now.condition())
                .addKeyValue("reason", now.reason())
                .log("region changed");
          }
        });
  }

  private static void reportBrake(boolean engaged) {
    if (engaged) {
      log.atWarn()
          .log("no region would be left to serve; suspecting the detector, keeping the last good");
    } else {
      log.atInfo().log("some region is seen healthy again; following health as before");
    }
  }
}
