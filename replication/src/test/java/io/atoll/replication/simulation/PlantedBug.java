package io.atoll.replication.simulation;

import io.atoll.core.operation.Operation;
import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.core.time.WallClock;
import io.atoll.replication.cell.Applied;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.Content;
import io.atoll.replication.cell.Outcome;
import io.atoll.replication.simulation.Message.Append;
import io.atoll.replication.simulation.Message.Commit;
import io.atoll.replication.simulation.Message.Placed;
import io.atoll.testkit.simulation.SimulatedProcess;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A mistake that somebody could make. The simulation must find each.
 *
 * @param parts what the world is made of then
 * @param breaks the invariant that must be found broken
 */
record PlantedBug(String name, Parts parts, String breaks) {
  /** Of two operations with one timestamp, each region keeps the one it saw first. */
  static final PlantedBug NO_TIE_BREAK =
      new PlantedBug(
          "no tie break",
          new Parts() {
            @Override
            Applied apply(@Nullable Cell before, Position at, Operation operation) {
              Applied right = super.apply(before, at, operation);
              if (before == null
                  || !right.cell().winner().equals(at)
                  || !right.cell().timestamp().equals(before.timestamp())) {
                return right;
              }
              return new Applied(
                  Cell.register(
                      before.content(),
                      before.winner(),
                      before.timestamp(),
                      right.cell().origins()),
                  Outcome.SUPERSEDED);
            }
          },
          Invariants.EQUAL);

  /** A delete empties the cell, and leaves nothing that an older write would lose to. */
  static final PlantedBug NO_TOMBSTONE =
      new PlantedBug(
          "no tombstone",
          new Parts() {
            @Override
            Applied apply(@Nullable Cell before, Position at, Operation operation) {
              Applied right = super.apply(before, at, operation);
              return right.cell().content() instanceof Content.Tombstone
                  ? new Applied(
                      Cell.register(
                          right.cell().content(),
                          right.cell().winner(),
                          HybridTimestamp.ZERO,
                          right.cell().origins()),
                      right.outcome())
                  : right;
            }
          },
          Invariants.FORWARD);

  /** An edge sends its append once, and takes silence for success. */
  static final PlantedBug APPEND_NOT_REPEATED =
      new PlantedBug(
          "append not repeated",
          new Parts() {
            @Override
            SimulatedEdge edge(World world, Region region, SimulatedProcess process) {
              return new SimulatedEdge(world, region, process) {
                @Override
                protected void append(int partition, Pending pending) {
                  send(
                      region.broker(),
                      new Append(partition, pending.sequence(), pending.operation()));
                  Position expected =
                      new Position(
                          region.incarnation(), partition, region.disk().log.get(partition).size());
                  process.after(
                      RETRY,
                      "takes silence for success",
                      () -> {
                        if (isUnderWay(partition, pending)) {
                          answer(pending, expected, pending.operation().timestamp(), false);
                          next(partition);
                        }
                      });
                }
              };
            }
          },
          Invariants.DURABLE);

  /** A link whose commit is not answered goes on with what comes next. */
  static final PlantedBug BATCH_DROPPED =
      new PlantedBug(
          "batch dropped",
          new Parts() {
            @Override
            SimulatedLink link(
                World world, Region region, RegionId source, SimulatedProcess process) {
              return new SimulatedLink(world, region, source, process) {
                @Override
                protected void unanswered(Commit commit) {
                  advance(commit);
                }
              };
            }
          },
          Invariants.DENSE);

  /** A link commits where it is going to be, and then the records. */
  static final PlantedBug POSITION_FIRST =
      new PlantedBug(
          "position first",
          new Parts() {
            @Override
            SimulatedLink link(
                World world, Region region, RegionId source, SimulatedProcess process) {
              return new SimulatedLink(world, region, source, process) {
                private List<Placed> owed = List.of();

                @Override
                protected void commit(Commit commit) {
                  owed = commit.records();
                  super.commit(
                      new Commit(source, epoch, commit.sequence(), List.of(), commit.positions()));
                }

                @Override
                protected void advance(Commit commit) {
                  super.advance(commit);
                  if (commit.records().isEmpty()) {
                    super.commit(new Commit(source, epoch, nextSequence(), owed, new TreeMap<>()));
                  }
                }
              };
            }
          },
          Invariants.DENSE);

  /** An applier takes what comes, and moves its watermark to the last of it. */
  static final PlantedBug GAP_ACCEPTED =
      new PlantedBug(
          "gap accepted",
          new Parts() {
            @Override
            SimulatedApplier applier(World world, Region region, SimulatedProcess process) {
              return new SimulatedApplier(world, region, process) {
                @Override
                protected boolean acceptsGap(RegionId origin) {
                  return true;
                }
              };
            }
          },
          Invariants.COVERED);

  /** Writes are stamped with the time of day, whatever their writers have seen. */
  static final PlantedBug WALL_CLOCK =
      new PlantedBug(
          "wall clock",
          new Parts() {
            @Override
            Stamper stamper(WallClock wall) {
              return seen -> Optional.of(HybridTimestamp.of(wall.millis(), 0));
            }
          },
          Invariants.CAUSAL);

  /** Every one of them. */
  static List<PlantedBug> all() {
    return List.of(
        NO_TIE_BREAK,
        NO_TOMBSTONE,
        APPEND_NOT_REPEATED,
        BATCH_DROPPED,
        POSITION_FIRST,
        GAP_ACCEPTED,
        WALL_CLOCK);
  }

  @Override
  public String toString() {
    return name;
  }
}
