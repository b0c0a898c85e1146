package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import io.atoll.core.time.MonotonicClock;
import io.atoll.dns.routing.Load;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What other name servers have told of what they give. One that isn't heard any more counts by what
 * it told last, for a while; then whoever asked it is taken to ask others. Safe for use by many
 * threads.
 */
public final class Heard {
  private final Duration kept;
  private final MonotonicClock clock;
  private final Map<String, Told> peers = new ConcurrentHashMap<>();
  private volatile List<String> expected = List.of();

  private record Told(String server, Report report, long at) {}

  /**
   * Another name server.
   *
   * @param peer its address
   * @param age of what it told last; empty if it never did
   * @param counts whether that is still taken to be so
   */
  record Peer(String peer, Optional<Duration> age, boolean counts) {}

  Heard(Duration kept, MonotonicClock clock) {
    this.kept = kept;
    this.clock = clock;
  }

  /** Names whom there is to hear of. */
  public void expect(Collection<String> addresses) {
    expected = List.copyOf(addresses);
  }

  /**
   * Hears what another tells.
   *
   * @param peer its address
   * @param server its name: one that is told of by two addresses counts once
   */
  public void hear(String peer, String server, Report report) {
    peers.put(peer, new Told(server, report, clock.nanos() - report.age().toNanos()));
  }

  /** All that there is to hear of. */
  List<Peer> peers() {
    long now = clock.nanos();
    return expected.stream()
        .map(peer -> {
          Optional<Duration> age =
              Optional.ofNullable(peers.get(peer)).map(told -> Duration.ofNanos(now - told.at));
          return new Peer(peer, age, age.filter(this::counts).isPresent());
        })
        .toList();
  }

  /** How many of them count now. */
  public int counting() {
    return (int) peers().stream().filter(Peer::counts).count();
  }

  private boolean counts(Duration age) {
    return age.compareTo(kept) <= 0;
  }

  private Collection<Report> reports() {
    long now = clock.nanos();
    Map<String, Told> newest = new HashMap<>();
    peers.values().stream()
        .filter(told -> counts(Duration.ofNanos(now - told.at)))
        .forEach(told ->
            newest.merge(told.server, told, (one, other) -> one.at - other.at > 0 ? one : other));
    return newest.values().stream().map(Told::report).toList();
  }

  /** What regions have together with what others tell. */
  SortedMap<RegionId, Load> and(Map<RegionId, Load> own) {
    SortedMap<RegionId, Load> all = new TreeMap<>(own);
    reports()
        .forEach(report ->
            report.loads().forEach((region, load) -> all.merge(region, load, Load::plus)));
    return all;
  }

  /** The same by region and policy, in answers a second. */
  Map<RegionMeters.Key, Double> andRates(Map<RegionMeters.Key, Double> own) {
    Map<RegionMeters.Key, Double> all = new HashMap<>(own);
    reports()
        .forEach(
            report -> report.rates().forEach((key, rate) -> all.merge(key, rate, Double::sum)));
    return all;
  }
}
