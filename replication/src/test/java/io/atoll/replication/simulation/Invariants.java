package io.atoll.replication.simulation;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Mutation;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.Content;
import io.atoll.replication.cell.Progress;
import io.atoll.replication.simulation.Message.Placed;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must hold: some things after every event, looked at as far as something has changed, and
 * more at rest, when every region has applied everything. It sees all disks and views at once, as
 * no process of the world can.
 */
final class Invariants {
  static final String DENSE = "a mirror is a dense copy of its source's log";
  static final String COVERED = "a watermark covers only what is applied";
  static final String DURABLE = "an acknowledged write is in its region's log";
  static final String FORWARD = "what a region serves never goes back";
  static final String EQUAL = "regions with equal watermarks hold equal cells";
  static final String RULE = "at rest every cell holds what wins by the rule";
  static final String CAUSAL = "no acknowledged write loses to one that its writer had seen";

  private record MirrorPartition(RegionId region, RegionId source, int partition) {}

  private record Context(int partition, Watermark watermark) {}

  /** How far a view has been looked at. */
  private static final class Seen {
    private @Nullable View view;
    private int changes;
    private Watermark[] watermarks = new Watermark[0];

    /** Of each partition of a serving view, all cells in one number whatever their order. */
    private final int[] digests = new int[World.PARTITIONS];

    private final Map<Key, Integer> cells = new HashMap<>();
    private boolean digestsChanged;

    private void digest(Key key, Cell cell) {
      int now = Objects.hash(key, cell);
      Integer before = cells.put(key, now);
      digests[key.partition(World.PARTITIONS)] += now - (before == null ? 0 : before);
      digestsChanged = true;
    }
  }

  private final World world;
  private final Map<MirrorPartition, Integer> mirrorsSeen = new HashMap<>();
  private final Map<RegionId, Integer> mirrorChangesSeen = new HashMap<>();
  private final Map<RegionId, Seen> viewsSeen = new HashMap<>();
  private final Map<RegionId, Map<Key, Reference.Rank>> served = new HashMap<>();
  private final Map<Context, Integer> digests = new HashMap<>();
  private final Reference reference;
  private int acknowledgedSeen;

  Invariants(World world) {
    this.world = world;
    reference = new Reference(world.regions());
    world.simulation().invariant(DENSE, () -> perRegion(this::dense));
    world.simulation().invariant(COVERED, () -> perRegion(this::covered));
    world.simulation().invariant(DURABLE, this::durable);
    world.simulation().invariant(FORWARD, () -> perRegion(this::forward));
    world.simulation().invariant(EQUAL, () -> perRegion(this::equal));
  }

  @FunctionalInterface
  private interface Check {
    Optional<String> violation(Region region);
  }

  private Optional<String> perRegion(Check check) {
    for (Region region : world.regions()) {
      Optional<String> violation = check.violation(region);
      if (violation.isPresent()) {
        return violation.map(what -> region.id() + ": " + what);
      }
    }
    return Optional.empty();
  }

  private Optional<String> dense(Region region) {
    Integer changes = region.disk().mirrorChanges;
    if (changes.equals(mirrorChangesSeen.put(region.id(), changes))) {
      return Optional.empty();
    }
    for (Map.Entry<RegionId, Disk.Mirror> entry : region.disk().mirrors.entrySet()) {
      List<List<Placed>> log = world.region(entry.getKey()).disk().log;
      Disk.Mirror mirror = entry.getValue();
      for (int partition = 0; partition < World.PARTITIONS; partition++) {
        MirrorPartition which = new MirrorPartition(region.id(), entry.getKey(), partition);
        List<Placed> copy = mirror.partitions.get(partition);
        for (int i = mirrorsSeen.getOrDefault(which, 0); i < copy.size(); i++) {
          if (i >= log.get(partition).size() || !copy.get(i).equals(log.get(partition).get(i))) {
            return Optional.of(
                "record %d of the mirror of %s/%d is %s"
                    .formatted(i, entry.getKey(), partition, copy.get(i)));
          }
        }
        mirrorsSeen.put(which, copy.size());
        var position = mirror.positions.get(partition);
        if ((position == null ? 0 : position.nextOffset()) != copy.size()) {
          return Optional.of(
              "the mirror of %s/%d has %d records, but its position is %s"
                  .formatted(entry.getKey(), partition, copy.size(), position));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> covered(Region region) {
    View view = region.view();
    if (view == null) {
      return Optional.empty();
    }
    Seen seen = viewsSeen.computeIfAbsent(region.id(), _ -> new Seen());
    if (seen.view != view) {
      seen = new Seen();
      viewsSeen.put(region.id(), seen);
      seen.view = view;
      seen.watermarks = new Watermark[World.PARTITIONS];
      Arrays.fill(seen.watermarks, Watermark.ZERO);
    } else if (seen.changes == view.changes()) {
      return Optional.empty();
    }
    seen.changes = view.changes();
    for (int partition = 0; partition < World.PARTITIONS; partition++) {
      Watermark now = view.watermark(partition);
      Watermark before = seen.watermarks[partition];
      if (now.equals(before)) {
        continue;
      }
      for (Region origin : world.regions()) {
        List<Placed> log = origin.disk().log.get(partition);
        for (long offset = before.next(origin.incarnation());
            offset < now.next(origin.incarnation());
            offset++) {
          Placed record = log.get((int) offset);
          Cell cell = view.cell(record.operation().key());
          Progress progress = cell == null ? null : cell.origins().get(origin.incarnation());
          if (progress == null || progress.offset() < offset) {
            return Optional.of("%s of %s is not applied".formatted(record, origin.id()));
          }
        }
      }
      seen.watermarks[partition] = now;
    }
    return Optional.empty();
  }

  private Optional<String> durable() {
    Map<Long, Position> acknowledged = world.ledger().acknowledged();
    if (acknowledged.size() != acknowledgedSeen) {
      acknowledgedSeen = acknowledged.size();
      return firstNotDurable();
    }
    return Optional.empty();
  }

  private Optional<String> firstNotDurable() {
    for (Map.Entry<Long, Position> write : world.ledger().acknowledged().entrySet()) {
      Position at = write.getValue();
      List<Placed> log = world.region(at.incarnation().region()).disk().log.get(at.partition());
      if (at.offset() >= log.size() || world.ledger().writeAt(at) != write.getKey()) {
        return Optional.of("w%d was acknowledged at %s".formatted(write.getKey(), at));
      }
    }
    return Optional.empty();
  }

  /**
   * Holds over crashes too: a view that was loaded anew serves only once it is as far as it was.
   */
  private Optional<String> forward(Region region) {
    View view = region.view();
    if (view == null || !view.touched() || !view.serving()) {
      return Optional.empty();
    }
    Map<Key, Reference.Rank> highest = served.computeIfAbsent(region.id(), _ -> new HashMap<>());
    Seen seen = Objects.requireNonNull(viewsSeen.get(region.id()));
    for (Key key : view.takeTouched()) {
      Cell cell = Objects.requireNonNull(view.cell(key));
      // By the logs, not by what the cell says of itself.
      Reference.Rank now = reference.rank(cell.winner());
      Reference.Rank before = highest.put(key, now);
      if (before != null && now.compareTo(before) < 0) {
        return Optional.of("%s is back at %s after %s".formatted(key, now, before));
      }
      seen.digest(key, cell);
    }
    return Optional.empty();
  }

  /**
   * Two regions that have applied the same must hold the same, at any time and in whatever order.
   */
  private Optional<String> equal(Region region) {
    View view = region.view();
    Seen seen = viewsSeen.get(region.id());
    if (view == null || seen == null || !seen.digestsChanged) {
      return Optional.empty();
    }
    seen.digestsChanged = false;
    for (int partition = 0; partition < World.PARTITIONS; partition++) {
      Context context = new Context(partition, view.watermark(partition));
      Integer other = digests.putIfAbsent(context, seen.digests[partition]);
      if (other != null && other != seen.digests[partition]) {
        return Optional.of("other cells than another region had at " + context);
      }
    }
    return Optional.empty();
  }

  /** Whether every region has applied all that any log holds. */
  boolean everythingIsApplied() {
    return world.regions().stream()
        .map(Region::view)
        .allMatch(view ->
            view != null && world.regions().stream().allMatch(origin -> hasApplied(view, origin)));
  }

  private static boolean hasApplied(View view, Region origin) {
    for (int partition = 0; partition < World.PARTITIONS; partition++) {
      if (view.watermark(partition).next(origin.incarnation())
          < origin.disk().log.get(partition).size()) {
        return false;
      }
    }
    return true;
  }

  /** Looks at everything, now that nothing is under way any more. */
  void checkAtRest() {
    Map<Key, Cell> first = view(world.regions().getFirst()).cells();
    for (Region region : world.regions()) {
      require(EQUAL, difference(region, first));
    }
    require(DURABLE, firstNotDurable());
    Map<Key, Reference.Winner> winners = reference.winners();
    require(
        RULE,
        first.keySet().equals(winners.keySet())
            ? winners.entrySet().stream()
                .filter(entry ->
                    !holds(Objects.requireNonNull(first.get(entry.getKey())), entry.getValue()))
                .findFirst()
                .map(entry -> "%s should hold %s".formatted(entry.getKey(), entry.getValue()))
            : Optional.of("cells %s, but keys %s".formatted(first.keySet(), winners.keySet())));
    require(CAUSAL, firstLostToItsPast(first));
  }

  private void require(String invariant, Optional<String> violation) {
    if (violation.isPresent()) {
      throw world
          .simulation()
          .fail("invariant '%s' is broken: %s".formatted(invariant, violation.get()));
    }
  }

  private static View view(Region region) {
    return Objects.requireNonNull(region.view());
  }

  private static Optional<String> difference(Region region, Map<Key, Cell> expected) {
    Map<Key, Cell> cells = view(region).cells();
    return expected.keySet().stream()
        .filter(key -> !Objects.equals(expected.get(key), cells.get(key)))
        .findFirst()
        .or(() -> cells.keySet().stream().filter(key -> !expected.containsKey(key)).findFirst())
        .map(key ->
            "%s is %s in %s and %s elsewhere"
                .formatted(key, cells.get(key), region.id(), expected.get(key)));
  }

  private static boolean holds(Cell cell, Reference.Winner winner) {
    Content content =
        switch (winner.record().operation().mutation()) {
          case Mutation.PutRegister put ->
              new Content.Value(put.value(), put.contentType(), put.deadlineMillis());
          case Mutation.RemoveRegister() -> new Content.Tombstone();
          default -> throw new IllegalStateException("not of a register: " + winner);
        };
    return cell.winner().equals(winner.record().position())
        && cell.timestamp().equals(winner.rank().timestamp())
        && cell.content().equals(content);
  }

  private Optional<String> firstLostToItsPast(Map<Key, Cell> cells) {
    for (long write : world.ledger().acknowledged().keySet()) {
      Cell cell = Objects.requireNonNull(cells.get(world.ledger().entry(write).key()));
      long winner = world.ledger().writeAt(cell.winner());
      Set<Long> past = world.ledger().past(write);
      if (past.contains(winner)) {
        return Optional.of(
            "w%d lost to w%d, which its writer had seen before".formatted(write, winner));
      }
    }
    return Optional.empty();
  }
}
