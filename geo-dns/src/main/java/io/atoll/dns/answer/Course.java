package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RoutingTable;
import io.atoll.dns.routing.Calm;
import io.atoll.dns.routing.Load;
import io.atoll.dns.routing.Ramp;
import io.atoll.dns.routing.RoutingRules;
import io.atoll.dns.routing.Spill;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What becomes of the newest routing table as time goes on: users who are on their way from one
 * region to another, or spill over, and whether anything has changed lately. Times are nanoseconds
 * of a clock that never goes back. For use by one thread at a time.
 */
final class Course {
  /** Between two measurements of how many users each region has. */
  private static final Duration MEASURE_EVERY = Duration.ofSeconds(10);

  private final RoutingRules rules;
  private final RegionMeters meters;
  private final Heard heard;
  private RoutingTable newest = RoutingTable.NONE;
  private Ramp ramp = Ramp.START;
  private Spill spill = Spill.NONE;
  private Calm calm;
  private Rates rates;
  private long measuredAt;
  private volatile Map<RegionMeters.Key, Double> measured = Map.of();
  private volatile SortedMap<RegionId, Load> loads = new TreeMap<>();
  private boolean moving;

  Course(RoutingRules rules, RegionMeters meters, Heard heard, long now) {
    this.rules = rules;
    this.meters = meters;
    this.heard = heard;
    this.measuredAt = now;
    this.calm = Calm.start(now);
    this.rates = new Rates(meters.counts(), now);
  }

  /** Goes on moving users from where they were, before any table is followed. */
  void resume(Ramp saved) {
    ramp = saved;
  }

  /** Goes on by another table; false if it is no newer. */
  boolean follow(RoutingTable table, long now) {
    if (table.version().compareTo(newest.version()) <= 0) {
      return false;
    }
    calm = calm.follow(newest, table, now);
    newest = table;
    ramp = ramp.follow(table, now, rules.pace());
    return true;
  }

  /**
   * Whether other shares of users are to spill over than did.
   *
   * @param shown the table by which users were sent since the last measurement
   */
  boolean measure(RoutingTable shown, long now) {
    if (rates.age(now).compareTo(MEASURE_EVERY) < 0) {
      return false;
    }
    measured = rates.until(meters.counts(), now);
    rates = new Rates(meters.counts(), now);
    measuredAt = now;
    loads = Load.of(Rates.byRegion(measured, _ -> true), shown);
    Spill before = spill;
    spill = spill.follow(rules.capacity(), heard.and(loads), shown);
    return !spill.equals(before);
  }

  /** The table by which to send users from now on. */
  RoutingTable show(long now) {
    // The last step, which shows the end of a move, is one after it.
    moving = ramp.isMoving(now);
    return spill.shown(ramp.shown(newest, now));
  }

  /** Whether users were on their way when the table was shown last. */
  boolean isMoving() {
    return moving;
  }

  /** Whether answers may be kept for longer, because nothing changes. */
  boolean isQuiet(long now) {
    return !moving && newest.isKnown() && calm.isQuiet(now, rules.quietAfter());
  }

  Ramp ramp() {
    return ramp;
  }

  Spill spill() {
    return spill;
  }

  /** The table by which users would be sent if every region could bear all. */
  RoutingTable unspilled(long now) {
    return ramp.shown(newest, now);
  }

  /** Answers a second of this name server itself. */
  Report report(long now) {
    return new Report(measured, loads, Duration.ofNanos(now - measuredAt));
  }

  /**
   * Answers a second that named each region, by each policy, of all name servers; empty if not
   * measured yet.
   */
  Map<RegionMeters.Key, Double> measured() {
    return heard.andRates(measured);
  }

  /** What a region has of all name servers. Any thread may ask. */
  Load load(RegionId region) {
    return heard.and(loads).getOrDefault(region, Load.NONE);
  }
}
