package io.atoll.replication.simulation.data;

import io.atoll.replication.mirror.MirrorDecision.Append;
import io.atoll.replication.mirror.MirrorDecision.Begin;
import io.atoll.replication.mirror.MirrorDecision.Problem;
import io.atoll.replication.mirror.MirrorDecision.Resume;
import io.atoll.replication.mirror.MirrorDecision.SkipDuplicate;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorRules;
import io.atoll.replication.mirror.SourceExtent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Copies one source's log: answers may be late, lost, doubled and in any order. */
final class Link {
  private static final int FETCH_RECORDS = 6;
  private static final int IN_FLIGHT_MAX = 4;
  private static final String MIRROR = "mirror";

  private record Answer(int partition, List<Entry> records) {}

  /** On disk: the copy of each partition, and where it stands. */
  final List<List<Entry>> copies = new ArrayList<>();

  private final @Nullable MirrorPosition[] committed = new MirrorPosition[World.PARTITIONS];
  private final World world;
  private final Region region;
  private final int source;
  private final List<Answer> inFlight = new ArrayList<>();

  Link(World world, Region region, int source) {
    this.world = world;
    this.region = region;
    this.source = source;
    for (int i = 0; i < World.PARTITIONS; i++) {
      copies.add(new ArrayList<>());
    }
  }

  void restart() {
    inFlight.clear();
  }

  /** Asks for more, or takes one of the answers under way. */
  void turn() {
    RandomGenerator random = world.random();
    if (!inFlight.isEmpty()
        && (inFlight.size() == IN_FLIGHT_MAX || random.nextInt(3) > 0)
        && world.passes(source, region.index)) {
      Answer answer = inFlight.get(random.nextInt(inFlight.size()));
      int luck = random.nextInt(100);
      if (luck >= 5) {
        inFlight.remove(answer);
      }
      take(answer, luck);
    } else if (inFlight.size() < IN_FLIGHT_MAX && world.passes(region.index, source)) {
      ask(random.nextInt(World.PARTITIONS));
    }
  }

  private MirrorPosition position(int partition) {
    Region from = world.region(source);
    MirrorPosition known = committed[partition];
    return switch (MirrorRules.open(
        known == null ? Map.of() : Map.of(known.incarnation(), known),
        new SourceExtent(from.incarnation, 0, from.synced[partition]),
        MIRROR,
        copies.get(partition).size())) {
      case Begin(MirrorPosition at) -> at;
      case Resume(MirrorPosition at) -> at;
      case Problem problem -> throw new Broken(Invariant.DENSE, problem.explanation());
    };
  }

  private void ask(int partition) {
    List<Entry> there = world.region(source).readable(source, partition);
    int next = (int) position(partition).nextOffset();
    if (next < there.size()) {
      int end = Math.min(there.size(), next + FETCH_RECORDS);
      inFlight.add(new Answer(partition, List.copyOf(there.subList(next, end))));
    }
  }

  private void take(Answer answer, int luck) {
    int partition = answer.partition();
    List<Entry> appended = new ArrayList<>();
    MirrorPosition at = position(partition);
    for (Entry record : answer.records()) {
      switch (MirrorRules.next(at, record.offset(), 0)) {
        case Append(MirrorPosition after) -> {
          appended.add(record);
          at = after;
        }
        case SkipDuplicate _ -> {}
        case Problem problem -> throw new Broken(Invariant.DENSE, problem.explanation());
      }
    }
    if (luck >= 98) {
      // The link dies before its transaction is committed: neither records nor position.
      if (world.rules().commitsPositionFirst()) {
        committed[partition] = at;
      }
      return;
    }
    if (luck >= 95) {
      // The transaction is not answered.
      if (world.rules().dropsUnansweredBatch()) {
        committed[partition] = at;
      }
      return;
    }
    committed[partition] = at;
    List<Entry> copy = copies.get(partition);
    for (Entry record : appended) {
      if (record.offset() != copy.size()) {
        throw new Broken(
            Invariant.DENSE,
            "record %d of the copy of %s in %s is %s"
                .formatted(
                    copy.size(), world.region(source).incarnation, region.incarnation, record));
      }
      copy.add(record);
    }
  }
}
