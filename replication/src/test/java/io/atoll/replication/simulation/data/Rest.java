package io.atoll.replication.simulation.data;

import io.atoll.core.operation.Kind;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The end of a world: no faults any more, everything is applied, and everything is looked at. */
final class Rest {
  private static final int TURNS_MAX = 20_000;

  /** More than all clocks ahead together, and any deadline away. */
  private static final long AFTERWARDS_MILLIS = 6_100_000;

  private final World world;

  Rest(World world) {
    this.world = world;
  }

  void check() {
    finishClients();
    settle("the faults");
    world.pass(AFTERWARDS_MILLIS);
    settle("some time");
    lookAtEverything();
    List<Entry> lost = lostToUnseen();
    writeOnceMore();
    lost.forEach(this::requireKept);
    for (Region region : world.regions()) {
      region.redis.empty();
    }
    settle("every Redis was emptied");
    lookAtEverything();
  }

  private void finishClients() {
    for (int turn = 0; world.clients().stream().anyMatch(Client::isWaiting); turn++) {
      requireRest(turn, "clients wait");
      for (Client client : world.clients()) {
        if (client.isWaiting()) {
          client.turn();
        }
      }
      world.work();
    }
  }

  private void settle(String after) {
    for (int turn = 0; !isSettled(); turn++) {
      requireRest(turn, "something is not applied after " + after);
      for (Region region : world.regions()) {
        for (int partition = 0; partition < World.PARTITIONS; partition++) {
          region.sync(partition);
          region.appliers.get(partition).turn();
          region.appliers.get(partition).save();
        }
        for (int source = 0; source < world.count(); source++) {
          if (source != region.index) {
            region.links.get(source).turn();
          }
        }
      }
      world.feed().turn();
    }
    world.regions().forEach(region -> region.appliers.forEach(Applier::settleHeld));
  }

  private static void requireRest(int turn, String what) {
    if (turn > TURNS_MAX) {
      throw new Broken(Invariant.AT_REST, what);
    }
  }

  private boolean isSettled() {
    for (Region region : world.regions()) {
      for (int partition = 0; partition < World.PARTITIONS; partition++) {
        if (region.synced[partition] < region.log.get(partition).size()
            || !region.appliers.get(partition).isUpToDate()) {
          return false;
        }
      }
    }
    return world.feed().hasEverything();
  }

  private void lookAtEverything() {
    for (Entry entry : world.checks().acknowledged) {
      List<Entry> log = world.region(entry.origin).log.get(entry.logged.at().partition());
      if (entry.offset() >= log.size() || log.get((int) entry.offset()) != entry) {
        throw new Broken(Invariant.DURABLE, entry + " is gone");
      }
    }
    for (int partition = 0; partition < World.PARTITIONS; partition++) {
      Map<CellName, Cell> first = settled(world.region(0), partition);
      for (Region region : world.regions()) {
        requireListed(region, region.shard(partition));
        requireEqual(first, settled(region, partition), region);
      }
    }
    long[] all = new long[world.count()];
    Arrays.fill(all, Long.MAX_VALUE);
    for (Subject subject : world.subjects()) {
      for (Region region : world.regions()) {
        Cell cell = region.shard(subject.named.partition()).cells.get(subject.named.name());
        Cell shown = cell == null ? null : cell.at(world.nowMillis());
        world.checks().read(region.index, subject, shown, all, world.nowMillis(), 0);
      }
    }
  }

  private void requireListed(Region region, Redis.Shard shard) {
    shard.cells.forEach((name, cell) -> {
      Object entry = Redis.Shard.entry(cell.at(world.nowMillis()));
      if (!Objects.equals(entry, shard.listed.get(name))) {
        throw new Broken(
            Invariant.LISTED,
            "%s is listed as %s in region %d, but is %s"
                .formatted(name, shard.listed.get(name), region.index, entry));
      }
    });
  }

  private Map<CellName, Cell> settled(Region region, int partition) {
    Map<CellName, Cell> settled = new HashMap<>();
    region
        .shard(partition)
        .cells
        .forEach((name, cell) -> settled.put(name, cell.at(world.nowMillis())));
    return settled;
  }

  private static void requireEqual(
      Map<CellName, Cell> first, Map<CellName, Cell> cells, Region region) {
    if (first.equals(cells)) {
      return;
    }
    for (CellName name : first.keySet()) {
      if (!Objects.equals(first.get(name), cells.get(name))) {
        throw new Broken(
            Invariant.EQUAL,
            "%s is %s in region 0 and %s in region %d"
                .formatted(name, first.get(name), cells.get(name), region.index));
      }
    }
    throw new Broken(
        Invariant.EQUAL, "region %d has more cells than region 0".formatted(region.index));
  }

  /** Writes that neither stand nor were seen by whoever wrote later. */
  private List<Entry> lostToUnseen() {
    long[] all = new long[world.count()];
    Arrays.fill(all, Long.MAX_VALUE);
    List<Entry> lost = new ArrayList<>();
    for (Subject subject : world.subjects()) {
      Entry last = subject.kind() == Kind.REGISTER ? Reference.last(subject, all) : null;
      if (last != null) {
        subject.entries.stream()
            .flatMap(List::stream)
            .filter(entry -> entry.counts && entry != last && !isSeen(entry))
            .forEach(lost::add);
      }
    }
    return lost;
  }

  private static boolean isSeen(Entry write) {
    return write.subject.entries.stream()
        .flatMap(List::stream)
        .anyMatch(later -> later.counts && Reference.sees(later, write));
  }

  private void requireKept(Entry lost) {
    if (world.regions().stream().noneMatch(region -> region.ledger.contains(lost.logged.at()))) {
      throw new Broken(Invariant.LEDGER, lost + " lost, and nobody noted it");
    }
  }

  /** In each register, from any region: it stands everywhere, whoever was ahead once. */
  private void writeOnceMore() {
    Map<Subject, Entry> written = new HashMap<>();
    for (Subject subject : world.subjects()) {
      if (subject.kind() == Kind.REGISTER) {
        Region region = world.region(world.random().nextInt(world.count()));
        written.put(
            subject,
            Objects.requireNonNull(
                region.edges.getFirst().writePlainly(subject, world.nextOperation())));
      }
    }
    settle("a last write");
    written.forEach((subject, entry) -> {
      for (Region region : world.regions()) {
        Cell cell =
            Objects.requireNonNull(
                region.shard(subject.named.partition()).cells.get(subject.named.name()));
        if (!cell.at(world.nowMillis()).winner().equals(entry.logged.at())) {
          throw new Broken(
              Invariant.NOT_FOR_EVER,
              "%s does not stand in region %d: %s".formatted(entry, region.index, cell));
        }
      }
    });
  }
}
