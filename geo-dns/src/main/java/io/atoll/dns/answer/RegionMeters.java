package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts which regions users are sent to; as many series as the routing tables have regions. */
public final class RegionMeters {
  private final MeterRegistry registry;
  private final Map<RegionId, Counter> given = new ConcurrentHashMap<>();

  public RegionMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The counter of a region, which is made but once. */
  Counter counter(RegionId region) {
    return given.computeIfAbsent(region, this::create);
  }

  private Counter create(RegionId region) {
    return Counter.builder("atoll_dns_routed_answers_total")
        .description("Answers with addresses of routed names, by the region given")
        .tag("given", region.value())
        .register(registry);
  }
}
