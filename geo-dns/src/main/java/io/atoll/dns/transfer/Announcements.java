package io.atoll.dns.transfer;

import io.atoll.dns.wire.TsigKeys;
import io.atoll.runtime.app.Service;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;

/** Looks for new editions of zones, and has their secondaries told. */
public final class Announcements implements Service {
  /** Secondaries are a reserve, so seconds do; and so many changes in a row are one edition. */
  private static final Duration EVERY = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(Announcements.class);

  private final Vertx vertx;
  private final List<Secondary> secondaries;
  private final Editions editions;
  private final Editions.Source zones;
  private final Notifier notifier;
  private final Set<Name> apexes = new HashSet<>();

  /** Those that are being told; whoever misses an edition meanwhile is told again after it. */
  private final Set<Secondary> busy = ConcurrentHashMap.newKeySet();

  private final Set<Secondary> due = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * @param from the address by which secondaries know this server
   */
  public Announcements(
      Vertx vertx,
      List<Secondary> secondaries,
      Editions editions,
      Editions.Source zones,
      TsigKeys keys,
      InetAddress from,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.secondaries = List.copyOf(secondaries);
    this.editions = editions;
    this.zones = zones;
    this.notifier = new Notifier(keys, from, Notifier.WAIT_DEFAULT, meters);
    secondaries.forEach(secondary -> apexes.add(secondary.zone()));
  }

  @Override
  public String name() {
    return "announcements";
  }

  @Override
  public Future<Void> start() {
    next();
    return Future.succeededFuture();
  }

  private void next() {
    if (!stopped && !apexes.isEmpty()) {
      vertx.setTimer(
          EVERY.toMillis(), _ -> vertx.executeBlocking(this::look).onComplete(_ -> next()));
    }
  }

  private boolean look() {
    try {
      List<Name> changed = editions.look(apexes);
      secondaries.stream()
          .filter(secondary -> changed.contains(secondary.zone()))
          .forEach(due::add);
      due.stream().filter(busy::add).forEach(this::tell);
      return true;
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("zones could not be looked at for secondaries");
      return false;
    }
  }

  private void tell(Secondary secondary) {
    due.remove(secondary);
    Thread.ofVirtual()
        .start(() -> {
          try {
            notifier.tell(secondary, zones.soa(secondary.zone()));
          } finally {
            busy.remove(secondary);
          }
        });
  }

  @Override
  public Future<Void> stop() {
    stopped = true;
    return Future.succeededFuture();
  }
}
