package io.atoll.replication.mirror;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.join.Holdings;
import io.atoll.replication.mirror.MirrorDecision.Append;
import io.atoll.replication.mirror.MirrorDecision.Begin;
import io.atoll.replication.mirror.MirrorDecision.Problem;
import io.atoll.replication.mirror.MirrorDecision.Resume;
import io.atoll.replication.mirror.MirrorDecision.SkipDuplicate;
import io.atoll.replication.mirror.MirrorDecision.Truncated;
import io.atoll.replication.mirror.SimulatedLog.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A region's link to a source and the mirror it keeps, deciding by {@link MirrorRules} and {@link
 * MissingRange}, or nearly so with a bug.
 */
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
    LIFE_IGNORED,
    /** What a peer has is taken without looking whether it goes on where this mirror ends. */
    JOIN_IGNORED,
    /** Where a peer stands is believed without its records. */
    POSITION_OF_A_PEER,
    /** A mirror whose topic was made anew goes on at the position of the former one. */
    MIRROR_LIFE_IGNORED,
    /** A region filled from a peer's state mirrors everything from the beginning. */
    FILLED_WITHOUT_POSITIONS,
    /**
     * A source that begins anew takes every offset that was mirrored for one of its own records.
     */
    LEFT_BEHIND_BY_OFFSET,
    /** What a new leader wrote is taken without asking others whether it has all that they have. */
    NEW_LEADER_UNASKED,
    /** A region that begins anew by itself forgets what no other region has. */
    ONLY_COPY_FORGOTTEN
  }

  private record Place(IncarnationId incarnation, long offset) {}

  private record Copied(IncarnationId incarnation, long offset, int epoch, String content) {
    Place place() {
      return new Place(incarnation, offset);
    }
  }

  private static final int BATCH_MAX = 5;

  private final Random random;
  private final Bug bug;
  private final SimulatedLog log;
  private final Supplier<List<SimulatedMirror>> all;
  private final boolean mayFallSilent;
  private final List<Copied> mirror = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> history;
  private MirrorPositions committed = MirrorPositions.NONE;
  private @Nullable MirrorPosition session;
  private int mirrorLife = 1;

  /** Other regions can't ask this one. */
  private boolean isSilent;

  /** By life, the last record that the state stands for with which this region was filled. */
  private final Map<IncarnationId, Copied> filled = new TreeMap<>();

  /** How many of the first records were deleted by age. */
  private int forgotten;

  SimulatedMirror(
      Random random,
      Bug bug,
      SimulatedLog log,
      Supplier<List<SimulatedMirror>> all,
      boolean mayFallSilent,
      List<String> history) {
    this.random = random;
    this.bug = bug;
    this.log = log;
    this.all = all;
    this.mayFallSilent = mayFallSilent;
    this.history = history;
  }

  List<String> violations() {
    return violations;
  }

  List<String> problems() {
    return problems;
  }

  /** What it holds, whatever the order in which it came. */
  SortedSet<String> contents() {
    SortedSet<String> contents = new TreeSet<>();
    mirror.forEach(copied -> contents.add(copied.content()));
    return contents;
  }

  /** Whether this operation is in the mirror, or in the state with which the region was filled. */
  boolean has(String content) {
    return contents().contains(content)
        || filled.values().stream().anyMatch(last -> log.isAtOrBefore(content, last.content()));
  }

  /** Whether its topic was lost, so that its positions speak of another one. */
  boolean isReplaced() {
    return committed.lives(0).values().stream().anyMatch(at -> !at.mirror().equals(mirrorLife()));
  }

  /** What other regions hear of it. */
  Holdings holdings() {
    return Holdings.of(List.of(committed.inMirror(mirrorLife())));
  }

  /** What the source has of it, in the life that it is in. */
  Holdings atSource() {
    MirrorPosition at = committed.of(0, log.incarnation());
    Holdings none = new Holdings(Map.of());
    return at == null ? none : none.withLog(log.incarnation(), 0, sharedWith(at));
  }

  /** As a source's broker says, which knows of ends alone if no epoch is named. */
  private long sharedWith(MirrorPosition at) {
    return MirrorRules.shared(
        at,
        at.leaderEpoch() == MirrorPosition.EPOCH_UNKNOWN ? log.end() : log.endOf(at.leaderEpoch()));
  }

  /** What the log lacks that another region has mirrored. */
  private Optional<Truncated> lacking(IncarnationId life) {
    return all.get().stream()
        .filter(other -> other != this && !other.isSilent)
        .flatMap(other -> Optional.ofNullable(other.committed.of(0, life)).stream())
        .flatMap(theirs -> MirrorRules.trusted(theirs, sharedWith(theirs)).stream())
        .findFirst();
  }

  /** Up to which offset this mirror has what the source's log holds now. */
  long shared() {
    MirrorPosition at = committed.of(0, log.incarnation());
    if (at == null || !at.mirror().equals(mirrorLife())) {
      return 0;
    }
    if (bug == Bug.LEFT_BEHIND_BY_OFFSET) {
      return at.nextOffset();
    }
    return MirrorRules.shared(
        at, at.leaderEpoch() == MirrorPosition.EPOCH_UNKNOWN ? 0 : log.endOf(at.leaderEpoch()));
  }

  /** Whether all of a life's log, up to this end, is here. */
  boolean isComplete(IncarnationId life, long end) {
    MirrorPosition at = committed.of(0, life);
    return end == (at == null ? 0 : at.nextOffset());
  }

  void crash() {
    session = null;
    history.add("crash");
  }

  /** Falls silent, or is heard again. */
  void turn() {
    isSilent = !isSilent;
    history.add(isSilent ? "silent" : "heard");
  }

  boolean isSilent() {
    return isSilent;
  }

  /** The oldest records are deleted by age. */
  void forget(int count) {
    forgotten = Math.min(mirror.size(), forgotten + count);
  }

  private String mirrorLife() {
    return "mirror-" + mirrorLife;
  }

  /** The mirror's topic is lost and made anew, while the positions are still there. */
  void loseMirror() {
    mirror.clear();
    filled.clear();
    forgotten = 0;
    mirrorLife++;
    session = null;
    if (bug == Bug.MIRROR_LIFE_IGNORED) {
      committed
          .lives(0)
          .values()
          .forEach(at ->
              committed =
                  committed.with(
                      0,
                      new MirrorPosition(
                          at.incarnation(), at.nextOffset(), at.leaderEpoch(), mirrorLife())));
    }
    history.add("mirror lost");
  }

  /** The region forgets everything, and is filled from a peer's state. */
  void reseed(SimulatedMirror peer) {
    loseMirror();
    committed = MirrorPositions.NONE;
    filled.putAll(peer.last());
    if (bug != Bug.FILLED_WITHOUT_POSITIONS) {
      filled.forEach((life, copied) ->
          committed =
              committed.with(
                  0, new MirrorPosition(life, copied.offset() + 1, copied.epoch(), mirrorLife())));
    }
    history.add("reseeded");
  }

  /** The last record of every life, in the mirror or in what the region was filled with. */
  private Map<IncarnationId, Copied> last() {
    Map<IncarnationId, Copied> last = new TreeMap<>(filled);
    mirror.forEach(copied -> last.put(copied.incarnation(), copied));
    return last;
  }

  /** One step with the source in reach. */
  void work(boolean mayCrash) {
    if (session == null) {
      open();
    } else {
      carry(session, mayCrash);
    }
  }

  private void open() {
    SourceExtent extent = log.extent();
    Map<IncarnationId, MirrorPosition> known = new TreeMap<>(committed.lives(0));
    if (bug == Bug.LIFE_IGNORED && !known.isEmpty()) {
      extent =
          new SourceExtent(
              known.keySet().iterator().next(), extent.startOffset(), extent.endOffset());
    }
    switch (MirrorRules.open(known, extent, mirrorLife(), mirror.size())) {
      case Begin(MirrorPosition at) -> {
        committed = committed.with(0, at);
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
      if (MirrorRules.isOfNewLeader(at, epoch) && bug != Bug.NEW_LEADER_UNASKED) {
        Optional<Truncated> lost = lacking(at.incarnation());
        if (lost.isPresent()) {
          problem(lost.get());
          return;
        }
      }
      switch (MirrorRules.next(at, entry.offset(), epoch)) {
        case Append(MirrorPosition after) -> {
          batch.add(new Copied(at.incarnation(), entry.offset(), entry.epoch(), entry.content()));
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
      batch.add(new Copied(third, 0, 1, "of a third region"));
    }
    if (commit(batch, at, mayCrash)) {
      session = at;
    }
  }

  /**
   * Takes from a peer's mirror what it has and the source can't give; with luck all of it.
   *
   * @param source null: out of reach
   */
  void exchange(SimulatedMirror peer, @Nullable SourceExtent source, boolean mayCrash) {
    Map<Integer, SourceExtent> extents = source == null ? Map.of() : Map.of(0, source);
    for (MissingRange range : MissingRange.of(committed, peer.committed, extents)) {
      // One link writes a mirror, from wherever: it works anew after this.
      session = null;
      MirrorPosition at = committed.of(0, range.incarnation());
      at = at == null ? MirrorPosition.first(range.incarnation(), mirrorLife()) : at;
      if (bug == Bug.POSITION_OF_A_PEER) {
        committed =
            committed.with(0, Objects.requireNonNull(peer.committed.of(0, range.incarnation())));
        continue;
      }
      List<Copied> theirs =
          peer.mirror.subList(peer.forgotten, peer.mirror.size()).stream()
              .filter(copied -> copied.incarnation().equals(range.incarnation()))
              .toList();
      Optional<Problem> apart =
          MirrorRules.join(at, mirrorLife(), epochBefore(theirs, range.from()));
      if (apart.isPresent() && bug != Bug.JOIN_IGNORED) {
        problem(apart.get());
        continue;
      }
      take(
          theirs.stream().filter(copied -> copied.offset() >= range.from()).toList(), at, mayCrash);
    }
  }

  private static OptionalInt epochBefore(List<Copied> theirs, long from) {
    return theirs.stream()
        .filter(copied -> copied.offset() == from - 1)
        .mapToInt(Copied::epoch)
        .findFirst();
  }

  private void take(List<Copied> theirs, MirrorPosition from, boolean mayCrash) {
    List<Copied> batch = new ArrayList<>();
    MirrorPosition at = from;
    for (Copied copied : theirs) {
      switch (MirrorRules.next(at, copied.offset(), copied.epoch())) {
        case Append(MirrorPosition after) -> {
          batch.add(copied);
          at = after;
        }
        case SkipDuplicate _ -> history.add("duplicate skipped");
        case Problem problem -> {
          problem(problem);
          return;
        }
      }
    }
    commit(batch, at, mayCrash);
  }

  /** False: it crashed, before or after. */
  private boolean commit(List<Copied> batch, MirrorPosition after, boolean mayCrash) {
    boolean crashes = mayCrash && random.nextInt(4) == 0;
    boolean before = random.nextBoolean();
    if (bug == Bug.COMMIT_BEFORE_PRODUCE) {
      committed = committed.with(0, after);
    }
    if (crashes && before) {
      crash();
      return false;
    }
    // Records and position together: one transaction.
    mirror.addAll(batch);
    committed = committed.with(0, after);
    history.add("committed up to %d of %s".formatted(after.nextOffset(), after.incarnation()));
    check();
    if (crashes) {
      crash();
    }
    return !crashes;
  }

  /**
   * What is mirrored of a life is, up to the position, one log's beginning: every record follows
   * the one that it followed when it was written.
   */
  private void check() {
    Map<IncarnationId, Copied> last = new TreeMap<>(filled);
    for (Copied copied : mirror) {
      Copied before = last.put(copied.incarnation(), copied);
      if (!copied.incarnation().region().equals(SimulatedLog.REGION)) {
        violations.add("%s is of another region".formatted(copied));
      } else if (copied.offset() != (before == null ? 0 : before.offset() + 1)) {
        violations.add("%s stands behind %s".formatted(copied, before));
      } else if (!log.before(copied.content()).equals(before == null ? "" : before.content())) {
        violations.add("%s was not written behind %s".formatted(copied, before));
      }
    }
    checkOthers();
    committed
        .lives(0)
        .forEach((life, at) -> {
          Copied copied = last.get(life);
          if (at.mirror().equals(mirrorLife())
              && at.nextOffset() != (copied == null ? 0 : copied.offset() + 1)) {
            violations.add("%s, but the last record is %s".formatted(at, copied));
          }
        });
  }

  /** No two regions hold different operations under the same position, if each can be asked. */
  private void checkOthers() {
    if (mayFallSilent) {
      return;
    }
    Map<Place, String> here = new HashMap<>();
    mirror.forEach(copied -> here.put(copied.place(), copied.content()));
    for (SimulatedMirror other : all.get()) {
      for (Copied theirs : other.mirror) {
        String ours = here.getOrDefault(theirs.place(), theirs.content());
        if (!ours.equals(theirs.content())) {
          violations.add("%s is %s in another region".formatted(theirs, ours));
        }
      }
    }
  }
}
