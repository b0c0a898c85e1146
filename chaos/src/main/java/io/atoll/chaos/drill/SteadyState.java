package io.atoll.chaos.drill;

import io.atoll.chaos.target.Platform;
import io.atoll.chaos.target.Replicators;
import io.atoll.chaos.target.ServiceName;
import io.atoll.chaos.target.Supervisor;
import io.atoll.chaos.target.TargetException;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.MonotonicClock;
import io.atoll.runtime.net.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must be so before anything is broken, and again after it was undone: every process runs, no
 * link is cut, every region is ready and replicates, and DNS sends the users of each place to the
 * region they are near to.
 */
final class SteadyState {
  private final Platform platform;
  private final Supervisor supervisor;
  private final Replicators replicators;
  private final Load load;
  private final HostPort dns;
  private final MonotonicClock clock;

  SteadyState(
      Platform platform,
      Supervisor supervisor,
      Replicators replicators,
      Load load,
      HostPort dns,
      MonotonicClock clock) {
    this.platform = platform;
    this.supervisor = supervisor;
    this.replicators = replicators;
    this.load = load;
    this.dns = dns;
    this.clock = clock;
  }

  /**
   * What is not as it should be; empty if all is well.
   *
   * @throws TargetException if the supervisor can't be asked
   */
  List<String> missing() throws TargetException, InterruptedException {
    List<String> missing = new ArrayList<>(supervisor.nodesNotRunning());
    supervisor.wan().stream()
        .filter(Supervisor.Link::cut)
        .map(link -> "the WAN from %s to %s is cut".formatted(link.from(), link.to()))
        .forEach(missing::add);
    for (Platform.Region region : platform.regions()) {
      missing.addAll(replicationOf(region));
    }
    for (Load.Group group : load.groups()) {
      misdirected(group).ifPresent(missing::add);
    }
    return missing;
  }

  private List<String> replicationOf(Platform.Region region) throws InterruptedException {
    try {
      Replicators.Status status = replicators.status(region);
      return status.ready()
          ? status.stopped()
          : List.of("%s is not ready: %s".formatted(region.id(), status.reason()));
    } catch (TargetException e) {
      return List.of("the replicator of " + region.id() + " can't be asked: " + e.getMessage());
    }
  }

  /** Asks with no cache in between. */
  private Optional<String> misdirected(Load.Group group) {
    RegionId near = group.near();
    Optional<Platform.Region> region = platform.region(near);
    if (region.isEmpty()) {
      return Optional.of("the platform has no region " + near + ", which users are near to");
    }
    try {
      List<String> addresses =
          new ServiceName(dns, load.service(), group.subnet(), clock).addresses();
      return addresses.stream().allMatch(region.get()::hasEdge)
          ? Optional.empty()
          : Optional.of(
              "DNS sends users in %s to %s, not to %s".formatted(group.subnet(), addresses, near));
    } catch (TargetException e) {
      return Optional.of("users in %s: %s".formatted(group.subnet(), e.getMessage()));
    }
  }
}
