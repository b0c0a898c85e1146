package io.atoll.controller;

import io.atoll.controller.control.ControlRoom;
import io.atoll.controller.raft.RaftIntentStore;
import io.atoll.controller.table.TableFeed;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;

/** The controller's gauges: what it has published and what it knows of the others. */
final class ControllerMeters {
  private final MeterRegistry meters;

  ControllerMeters(MeterRegistry meters) {
    this.meters = meters;
  }

  void watch(ControlRoom room, TableFeed feed, RaftIntentStore store, Set<RegionId> members) {
    for (RegionId member : members) {
      Gauge.builder("atoll_controller_region_serving", feed, now -> serving(now, member))
          .description("Whether users are sent to the region: 1 or 0")
          .tag("subject", member.value())
          .register(meters);
      Gauge.builder(
              "atoll_controller_region_expelled", room, r -> r.intent().isExpelled(member) ? 1 : 0)
          .description("Whether the region is expelled and not readmitted yet: 1 or 0")
          .tag("subject", member.value())
          .register(meters);
    }
    Gauge.builder("atoll_controller_brake_engaged", room, r -> r.isBraked() ? 1 : 0)
        .description("Whether the last good health is used because no region looks healthy: 1 or 0")
        .register(meters);
    Gauge.builder("atoll_controller_intent_version", room, r -> r.intent().version())
        .description("How many changes of intent this controller knows of")
        .register(meters);
    Gauge.builder("atoll_controller_raft_leader_known", store, s -> s.leader().isPresent() ? 1 : 0)
        .description("Whether intent can be changed from here: 1 or 0")
        .register(meters);
    Gauge.builder("atoll_controller_feed_followers", feed, TableFeed::waiting)
        .description("Followers that wait for the next routing table")
        .register(meters);
  }

  private static double serving(TableFeed feed, RegionId region) {
    RegionEntry entry = feed.current().regions().get(region);
    return entry != null && entry.servesUsers() ? 1 : 0;
  }
}
