package io.atoll.chaos.drill;

import io.atoll.chaos.fault.Fault;
import io.atoll.chaos.target.Supervisor;
import io.atoll.chaos.target.TargetException;
import io.atoll.core.region.RegionId;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/** Injects faults through the supervisor, each for one lease. */
final class Injector {
  /**
   * How long a fault outlives a runner that died. Several renewals fit in it, so that one that is
   * late does no harm.
   */
  static final Duration LEASE = Duration.ofSeconds(12);

  private final Supervisor supervisor;

  Injector(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  Injection inject(Fault fault) throws TargetException, InterruptedException {
    return switch (fault) {
      case Fault.KillRegion(RegionId region) -> kill(fault, region.value());
      case Fault.KillNode(RegionId region, String node) -> kill(fault, region + "/" + node);
      case Fault.CutWan cut -> cut(cut);
    };
  }

  private Injection kill(Fault fault, String target) throws TargetException, InterruptedException {
    return new Hold(supervisor, fault, target, supervisor.kill(target, LEASE));
  }

  private Injection cut(Fault.CutWan cut) throws TargetException, InterruptedException {
    supervisor.cut(cut.from().value(), cut.to().value(), LEASE);
    return new Cut(supervisor, cut);
  }

  /** Processes that are held down. */
  private record Hold(Supervisor supervisor, Fault fault, String target, String lease)
      implements Injection {
    private static final List<String> DOWN = List.of("held", "stopped");

    @Override
    public boolean seen() throws TargetException, InterruptedException {
      SortedMap<String, String> nodes = supervisor.nodes();
      nodes.keySet().removeIf(id -> !id.equals(target) && !id.startsWith(target + "/"));
      return !nodes.isEmpty() && DOWN.containsAll(nodes.values());
    }

    @Override
    public void renew() throws TargetException, InterruptedException {
      supervisor.renew(lease, LEASE);
    }

    @Override
    public void undo() throws TargetException, InterruptedException {
      supervisor.release(lease);
    }
  }

  /** A link that is cut. */
  private record Cut(Supervisor supervisor, Fault.CutWan fault) implements Injection {
    @Override
    public boolean seen() throws TargetException, InterruptedException {
      return supervisor
          .wan()
          .contains(new Supervisor.Link(fault.from().value(), fault.to().value(), true));
    }

    @Override
    public void renew() throws TargetException, InterruptedException {
      supervisor.cut(fault.from().value(), fault.to().value(), LEASE);
    }

    @Override
    public void undo() throws TargetException, InterruptedException {
      supervisor.heal(fault.from().value(), fault.to().value());
    }
  }
}
