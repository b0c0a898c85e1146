package io.atoll.replication.mirror;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.MirrorDecision.Append;
import io.atoll.replication.mirror.MirrorDecision.Begin;
import io.atoll.replication.mirror.MirrorDecision.Problem;
import io.atoll.replication.mirror.MirrorDecision.Resume;
import io.atoll.replication.mirror.MirrorDecision.SkipDuplicate;
import io.atoll.replication.mirror.MirrorDecision.Truncated;
import io.atoll.replication.mirror.SimulatedLog.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A link and the mirror it keeps, deciding by {@link MirrorRules}, or nearly so with a bug. */
final class SimulatedMirror {
  /** What a link could do wrong. */
  enum Bug {
    NONE,
    /** The position is saved first, and then the records. */
    COMMIT_BEFORE_PRODUCE,
    /** The position does not say under which leader epoch the last record was written. */
    LOST_EPOCH,
    /** A session begins one record after where the last one ended. */
    RESUMED_AT_WRONG_OFFSET,
    /** The source's mirror of a third region is copied beside its log. */
    MIRRORED_MIRROR,
    /** A log made anew is taken for the former one. */
    LIFE_IGNORED
  }

  private record Copied(IncarnationId incarnation, long offset, String content) {}

  private static final String MIRROR = "mirror-1";
  private static final int BATCH_MAX = 5;

  private final Random random;
  private final Bug bug;
  private final boolean withLoss;
  private final SimulatedLog log = new SimulatedLog();
  private final List<Copied> mirror = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> history = new ArrayList<>();
  private @Nullable MirrorPosition committed;
  private @Nullable MirrorPosition session;

  SimulatedMirror(long seed, Bug bug, boolean withLoss) {
    random = new Random(seed);
    this.bug = bug;
    this.withLoss = withLoss;
  }

  List<String> violations() {
    return violations;
  }

  List<String> problems() {
    return problems;
  }

  List<String> history() {
    return history;
  }

  /** Something happens to the log or to the link. */
  void step() {
    int die = random.nextInt(100);
    if (die < 40) {
      log.append();
      history.add("append");
    } else if (die < 80) {
      work(true);
    } else if (die < 94 || !withLoss) {
      crash();
    } else if (die < 96) {
      log.dropHead(1 + random.nextInt(5));
      history.add("head dropped");
    } else if (die < 99) {
      cutAndGrow();
    } else {
      log.makeAnew();
      session = null;
      history.add("made anew");
    }
  }

  /** A log that lost its tail is often as long as before when somebody looks. */
  private void cutAndGrow() {
    int lost = 1 + random.nextInt(4);
    log.cutTail(lost);
    for (int i = random.nextInt(2 * lost); i > 0; i--) {
      log.append();
    }
    session = null;
    history.add("tail cut");
  }

  /** Works without crashing until everything is copied that will ever be. */
  void settle() {
    for (long i = 0; i <= log.end(); i++) {
      work(false);
    }
  }

  boolean isComplete() {
    return mirror.size() == log.end();
  }

  private void crash() {
    session = null;
    history.add("crash");
  }

  private void work(boolean mayCrash) {
    if (session == null) {
      open();
    } else {
      carry(session, mayCrash);
    }
  }

  private void open() {
    MirrorPosition known = committed;
    SourceExtent extent = log.extent();
    if (bug == Bug.LIFE_IGNORED && known != null) {
      extent = new SourceExtent(known.incarnation(), extent.startOffset(), extent.endOffset());
    }
    switch (MirrorRules.open(known, extent, MIRROR, mirror.size())) {
      case Begin(MirrorPosition at) -> {
        committed = at;
        session = at;
      }
      case Resume(MirrorPosition at) -> resume(at);
      case Problem problem -> problem(problem);
    }
  }

  /** The broker compares the epoch that a session names (KIP-320). */
  private void resume(MirrorPosition at) {
    boolean named = at.leaderEpoch() != MirrorPosition.EPOCH_UNKNOWN;
    if (named && log.endOf(at.leaderEpoch()) < at.nextOffset()) {
      problem(new Truncated(at.incarnation(), at.nextOffset(), log.endOf(at.leaderEpoch())));
      return;
    }
    session =
        bug == Bug.RESUMED_AT_WRONG_OFFSET
            ? new MirrorPosition(
                at.incarnation(), at.nextOffset() + 1, at.leaderEpoch(), at.mirror())
            : at;
  }

  private void problem(Problem problem) {
    problems.add(problem.getClass().getSimpleName());
    history.add(problem.explanation());
    session = null;
  }

  /** One batch. Some records come again, as after a lost answer. */
  private void carry(MirrorPosition from, boolean mayCrash) {
    long again = random.nextInt(4) == 0 ? random.nextInt(3) : 0;
    List<Copied> batch = new ArrayList<>();
    MirrorPosition at = from;
    for (Entry entry : log.from(Math.max(0, from.nextOffset() - again), BATCH_MAX)) {
      int epoch = bug == Bug.LOST_EPOCH ? MirrorPosition.EPOCH_UNKNOWN : entry.epoch();
      switch (MirrorRules.next(at, entry.offset(), epoch)) {
        case Append(MirrorPosition after) -> {
          batch.add(new Copied(at.incarnation(), entry.offset(), entry.content()));
          at = after;
        }
        case SkipDuplicate _ -> history.add("duplicate skipped");
        case Problem problem -> {
          problem(problem);
          return;
        }
      }
    }
    if (bug == Bug.MIRRORED_MIRROR && random.nextInt(4) == 0) {
      IncarnationId third = new IncarnationId(RegionId.of("ap-northeast"), "life-1");
      batch.add(new Copied(third, 0, "of a third region"));
    }
    commit(batch, at, mayCrash);
  }

  private void commit(List<Copied> batch, MirrorPosition after, boolean mayCrash) {
    boolean crashes = mayCrash && random.nextInt(4) == 0;
    boolean before = random.nextBoolean();
    if (bug == Bug.COMMIT_BEFORE_PRODUCE) {
      committed = after;
    }
    if (crashes && before) {
      crash();
      return;
    }
    // Records and position together: one transaction.
    mirror.addAll(batch);
    committed = after;
    history.add("committed up to " + after.nextOffset());
    check(!batch.isEmpty());
    if (crashes) {
      crash();
    } else {
      session = after;
    }
  }

  /** Whenever something was copied, the mirror is what the log held from its beginning on. */
  private void check(boolean grew) {
    for (int i = 0; i < mirror.size(); i++) {
      Copied copied = mirror.get(i);
      if (!copied.incarnation().region().equals(SimulatedLog.REGION)) {
        violations.add("%s is of another region".formatted(copied));
      } else if (copied.offset() != i) {
        violations.add("%s stands at place %d".formatted(copied, i));
      }
    }
    if (grew) {
      for (Entry entry : log.from(0, Integer.MAX_VALUE)) {
        if (entry.offset() < mirror.size()
            && !mirror.get((int) entry.offset()).content().equals(entry.content())) {
          violations.add(
              "%s is in the log, but %s in the mirror"
                  .formatted(entry, mirror.get((int) entry.offset())));
        }
      }
    }
  }
}
