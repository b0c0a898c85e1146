package io.atoll.replication.simulation;

import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.MirrorDecision.Append;
import io.atoll.replication.mirror.MirrorDecision.Begin;
import io.atoll.replication.mirror.MirrorDecision.Problem;
import io.atoll.replication.mirror.MirrorDecision.Resume;
import io.atoll.replication.mirror.MirrorDecision.SkipDuplicate;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorRules;
import io.atoll.replication.simulation.Message.Commit;
import io.atoll.replication.simulation.Message.Committed;
import io.atoll.replication.simulation.Message.Fenced;
import io.atoll.replication.simulation.Message.Fetch;
import io.atoll.replication.simulation.Message.Fetched;
import io.atoll.replication.simulation.Message.Placed;
import io.atoll.replication.simulation.Message.TakeOver;
import io.atoll.replication.simulation.Message.TakenOver;
import io.atoll.testkit.simulation.SimulatedProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One life of a link, in sessions like the real one: take the mirror over, learn the committed
 * positions, fetch, decide by {@link MirrorRules}, commit records and positions in one transaction,
 * one at a time. A commit that is not answered ends the session.
 */
class SimulatedLink {
  private static final String MIRROR = "mirror-1";
  private static final Duration FETCH_EVERY = Duration.ofMillis(20);
  private static final Duration TAKE_OVER_TIMEOUT = Duration.ofMillis(60);
  private static final Duration COMMIT_TIMEOUT = Duration.ofMillis(60);

  protected final World world;
  protected final Region region;
  protected final RegionId source;
  protected final SimulatedProcess me;
  protected final SortedMap<Integer, MirrorPosition> positions = new TreeMap<>();
  private SortedMap<Integer, MirrorPosition> committed = new TreeMap<>();
  private List<Long> ends = List.of();
  private int session;
  protected int epoch;
  private long sequence;
  private @Nullable Commit underWay;

  SimulatedLink(World world, Region region, RegionId source, SimulatedProcess me) {
    this.world = world;
    this.region = region;
    this.source = source;
    this.me = me;
    // A late answer to a former life must not be taken for one to this.
    session = me.life() * 1_000_000;
    world.network().attach(me, this::receive);
    beginSession();
  }

  private void receive(String from, Message message) {
    switch (message) {
      case TakenOver taken -> takenOver(taken);
      case Fetched fetched -> fetched(fetched);
      case Committed answer -> committed(answer);
      case Fenced fenced -> fenced(fenced);
      default -> throw new IllegalStateException("not for a link: " + message);
    }
  }

  private void send(Message message) {
    world.network().send(me.name(), region.broker(), message);
  }

  protected final void beginSession() {
    session++;
    epoch = 0;
    sequence = 0;
    underWay = null;
    positions.clear();
    takeOver(session);
  }

  private void takeOver(int asked) {
    if (session == asked && epoch == 0) {
      send(new TakeOver(source, asked));
      me.after(TAKE_OVER_TIMEOUT, "", () -> takeOver(asked));
    }
  }

  private void takenOver(TakenOver taken) {
    if (taken.session() == session && epoch == 0) {
      epoch = taken.epoch();
      committed = taken.positions();
      ends = taken.ends();
      fetch(session);
    }
  }

  private void fetch(int asked) {
    if (session != asked) {
      return;
    }
    for (int partition = 0; partition < World.PARTITIONS && underWay == null; partition++) {
      MirrorPosition at = positions.getOrDefault(partition, committed.get(partition));
      world
          .network()
          .send(
              me.name(),
              world.region(source).broker(),
              new Fetch(session, partition, at == null ? 0 : at.nextOffset()));
    }
    me.after(FETCH_EVERY, "", () -> fetch(asked));
  }

  private void fetched(Fetched fetched) {
    int partition = fetched.partition();
    if (fetched.session() != session || underWay != null) {
      return;
    }
    if (!positions.containsKey(partition)) {
      MirrorPosition known = committed.get(partition);
      switch (MirrorRules.open(
          known == null ? Map.of() : Map.of(known.incarnation(), known),
          fetched.extent(),
          MIRROR,
          ends.get(partition))) {
        case Begin(MirrorPosition at) -> positions.put(partition, at);
        case Resume(MirrorPosition at) -> positions.put(partition, at);
        case Problem problem -> throw new IllegalStateException(problem.explanation());
      }
    }
    List<Placed> appended = new ArrayList<>();
    MirrorPosition at = position(partition);
    for (Placed record : fetched.records()) {
      switch (MirrorRules.next(at, record.position().offset(), 0)) {
        case Append(MirrorPosition after) -> {
          appended.add(record);
          at = after;
        }
        case SkipDuplicate _ -> {}
        case Problem problem -> throw new IllegalStateException(problem.explanation());
      }
    }
    if (!appended.isEmpty()) {
      commit(
          new Commit(
              source, epoch, nextSequence(), appended, new TreeMap<>(Map.of(partition, at))));
    }
  }

  protected final long nextSequence() {
    return ++sequence;
  }

  private MirrorPosition position(int partition) {
    return Objects.requireNonNull(positions.get(partition));
  }

  /** Sends one transaction and waits for its answer. */
  protected void commit(Commit commit) {
    underWay = commit;
    send(commit);
    int asked = session;
    me.after(
        COMMIT_TIMEOUT,
        "",
        () -> {
          if (session == asked && isUnderWay(commit.epoch(), commit.sequence())) {
            unanswered(commit);
          }
        });
  }

  /** It may have happened or not; the next session's positions will tell. */
  protected void unanswered(Commit commit) {
    beginSession();
  }

  private void committed(Committed answer) {
    Commit commit = underWay;
    if (commit != null && isUnderWay(answer.epoch(), answer.sequence())) {
      advance(commit);
    }
  }

  private boolean isUnderWay(int askedEpoch, long askedSequence) {
    return underWay != null && epoch == askedEpoch && underWay.sequence() == askedSequence;
  }

  /** Goes on after this transaction. */
  protected void advance(Commit commit) {
    positions.putAll(commit.positions());
    underWay = null;
  }

  private void fenced(Fenced fenced) {
    // By a repeat of this life's own asking; the region has one link per source.
    if (fenced.epoch() == epoch) {
      beginSession();
    }
  }
}
