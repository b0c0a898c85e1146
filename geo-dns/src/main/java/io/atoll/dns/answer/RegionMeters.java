package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import io.atoll.dns.geo.Network.Family;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Counts which regions users are sent to; as many series as there are policies times as many as the
 * routing tables have regions.
 */
public final class RegionMeters {
  /** In place of a region: addresses of the operator's. */
  private static final String STATIC = "static";

  private final MeterRegistry registry;
  private final Map<Key, Counter> given = new ConcurrentHashMap<>();

  private final Set<RegionId> kept = ConcurrentHashMap.newKeySet();
  private final Set<RegionId> rated = ConcurrentHashMap.newKeySet();

  /**
   * What is counted.
   *
   * @param region or {@link #STATIC}
   */
  public record Key(String policy, String region) {}

  public RegionMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The counter of a region, which is made but once. */
  Counter counter(String policy, RegionId region) {
    return given.computeIfAbsent(new Key(policy, region.value()), this::create);
  }

  /** The counter of a policy's own addresses. */
  Counter ofStatic(String policy) {
    return given.computeIfAbsent(new Key(policy, STATIC), this::create);
  }

  private Counter create(Key key) {
    return Counter.builder("atoll_dns_routed_answers_total")
        .description("Answers with addresses of routed names, by policy and the region given")
        .tag("policy", key.policy)
        .tag("given", key.region)
        .register(registry);
  }

  /** How often each region was given so far, by each policy. */
  Map<Key, Double> counts() {
    Map<Key, Double> counts = new HashMap<>();
    given.forEach((key, counter) -> {
      if (!key.region.equals(STATIC)) {
        counts.put(key, counter.count());
      }
    });
    return counts;
  }

  /** Tells how long answers that name a region may still be kept. */
  void kept(RegionId region, Supplier<Duration> left) {
    if (kept.add(region)) {
      Gauge.builder("atoll_dns_kept_seconds", () -> left.get().toMillis() / 1e3)
          .description("How long the last answer that named a region may still be kept")
          .tag("given", region.value())
          .register(registry);
    }
  }

  /** Tells how many answers a second name a region, of all name servers that count. */
  void rate(RegionId region, Supplier<Number> rate) {
    if (rated.add(region)) {
      Gauge.builder("atoll_dns_answers_per_second", rate)
          .description("Answers that name a region, of all name servers heard of, as of late")
          .tag("given", region.value())
          .register(registry);
    }
  }

  /** Tells into how many networks a policy divides clients. */
  void networks(String policy, Family family, Supplier<Number> count) {
    Gauge.builder("atoll_dns_answer_networks", count)
        .description("Answers that a resolver keeps of one name if it asks for every client")
        .tag("policy", policy)
        .tag("family", family.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }
}
