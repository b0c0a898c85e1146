package io.atoll.cli.platform;

import io.atoll.cli.platform.Holds.Hold;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All keepers of a platform: starts them, kills on demand, and stops them in order. */
final class Supervisor {
  /**
   * Who stops when: users' nodes first, so that they finish what they owe while the rest still
   * runs; stores last. Each group has its time, and SIGKILL after it.
   */
  private static final List<StopGroup> STOP_ORDER =
      List.of(
          new StopGroup(EnumSet.of(Role.EDGE, Role.DNS), Duration.ofSeconds(12)),
          new StopGroup(EnumSet.of(Role.CONTROLLER, Role.REPLICATOR), Duration.ofSeconds(12)),
          new StopGroup(EnumSet.of(Role.KAFKA, Role.REDIS, Role.SHOP), Duration.ofSeconds(15)));

  private record StopGroup(Set<Role> roles, Duration max) {}

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

  private final List<Keeper> keepers;
  private final Holds holds;

  Supervisor(List<NodeSpec> nodes, Holds holds, PidFiles pids) {
    this.holds = holds;
    this.keepers = nodes.stream().map(node -> new Keeper(node, holds, pids)).toList();
  }

  void start() {
    keepers.forEach(Keeper::start);
  }

  List<NodeStatus> nodes() {
    return keepers.stream().map(Keeper::status).toList();
  }

  /** What a kill did. */
  record Kill(Hold hold, List<NodeId> killed) {}

  /**
   * SIGKILLs all nodes meant, at once, and holds them down.
   *
   * @param targets names of regions and nodes
   * @throws IllegalArgumentException if one of them means no node, or the length is out of bounds
   */
  Kill kill(List<String> targets, Duration length) {
    for (String target : targets) {
      if (keepers.stream().noneMatch(keeper -> keeper.spec().id().isMeantBy(target))) {
        throw new IllegalArgumentException(
            "'%s' is no region and no node; nodes are %s"
                .formatted(
                    target,
                    keepers.stream()
                        .map(keeper -> keeper.spec().id().toString())
                        .collect(Collectors.joining(", "))));
      }
    }
    List<Keeper> meant =
        keepers.stream()
            .filter(keeper -> targets.stream().anyMatch(keeper.spec().id()::isMeantBy))
            .toList();
    // The hold comes first: nothing that dies may be started again.
    Hold hold =
        holds.hold(
            meant.stream().map(keeper -> keeper.spec().id()).collect(Collectors.toSet()), length);
    List<NodeId> killed =
        meant.stream().filter(Keeper::kill).map(keeper -> keeper.spec().id()).toList();
    log.atInfo()
        .addKeyValue("lease", hold.lease())
        .addKeyValue("until", hold.until())
        .log("killed {}", killed);
    return new Kill(hold, killed);
  }

  Optional<Hold> renew(String lease, Duration length) {
    Optional<Hold> renewed = holds.renew(lease, length);
    look();
    return renewed;
  }

  /** False: there is no such hold any more. */
  boolean release(String lease) {
    boolean released = holds.release(lease);
    look();
    return released;
  }

  private void look() {
    keepers.forEach(Keeper::look);
  }

  /** Stops everything, bounded; returns when no process is left. */
  void stop() throws InterruptedException {
    for (StopGroup group : STOP_ORDER) {
      List<Keeper> stopping =
          keepers.stream().filter(keeper -> group.roles().contains(keeper.spec().role())).toList();
      stopping.forEach(Keeper::stop);
      long deadline = System.nanoTime() + group.max().toNanos();
      for (Keeper keeper : stopping) {
        keeper.awaitStopped(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    }
  }
}
