package io.atoll.replication.mirror;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.MirrorDecision.Append;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A region that is cut off now and then, expelled, and returns, and the members that mirror it,
 * which forget what was deleted as soon as they may. Members hear each other at once.
 */
final class SimulatedExpulsion {
  /** What could be done wrong. */
  enum Bug {
    NONE,
    /** What was deleted is forgotten although a member may still take something. */
    COLLECTED_TOO_EARLY,
    /** The region goes on with what it had. */
    RETURNED_WITHOUT_RESEED,
    /** The region does not wait until all have closed. */
    RESEEDED_TOO_EARLY,
    /** A link that starts again has forgotten that its mirror is closed. */
    CLOSED_IN_MEMORY,
    /** A region that is filled does not take over what is closed. */
    CLOSED_NOT_TAKEN_OVER,
    /** A member that lost everything is filled by the region that was expelled. */
    FILLED_BY_THE_EXPELLED
  }

  private static final RegionId AWAY = RegionId.of("ap-northeast");
  private static final int MEMBERS = 3;
  private static final int KEYS = 4;
  private static final int BATCH_MAX = 3;

  /**
   * A write of a key.
   *
   * @param time that no other has
   */
  private record Write(int key, long time, boolean deletes) {}

  /** A region that stays. */
  private static final class Member {
    final RegionId id;
    final SortedMap<Integer, Write> cells = new TreeMap<>();
    MirrorPositions mirror = MirrorPositions.NONE;
    int topic = 1;
    boolean reaches = true;

    /** What it was told since it started. */
    Membership heard = Membership.ALL;

    Member(RegionId id) {
      this.id = id;
    }

    String topic() {
      return "mirror-" + topic;
    }
  }

  private final Random random;
  private final Bug bug;
  private final List<Member> members = new ArrayList<>();
  private final List<String> history = new ArrayList<>();

  /** Of members, and what counts of the region's. */
  private final Set<Write> counting = new HashSet<>();

  private final Set<Write> ledger = new HashSet<>();
  private final List<Write> everything = new ArrayList<>();
  private final SortedMap<IncarnationId, List<Write>> logs = new TreeMap<>();
  private SortedMap<Integer, Write> awayCells = new TreeMap<>();

  /** What members wrote while it was cut off, as far as their logs still hold it. */
  private final List<Write> missed = new ArrayList<>();

  /** By life that it was in before, up to where it was given what it had written. */
  private final SortedMap<IncarnationId, Long> givenBack = new TreeMap<>();

  private boolean isCutOff;
  private int life = 1;
  private long time;

  /** Where the log ends for the others, as found before it is forgotten; null: not looked yet. */
  private @Nullable Long found;

  private Membership intent = Membership.ALL;

  SimulatedExpulsion(long seed, Bug bug) {
    random = new Random(seed);
    this.bug = bug;
    for (int i = 0; i < MEMBERS; i++) {
      members.add(new Member(RegionId.of("member-" + i)));
    }
    logs.put(own(), new ArrayList<>());
  }

  List<String> history() {
    return history;
  }

  private IncarnationId own() {
    return new IncarnationId(AWAY, "life-" + life);
  }

  private List<Write> log(IncarnationId of) {
    return Objects.requireNonNull(logs.get(of));
  }

  private Member one() {
    return members.get(random.nextInt(MEMBERS));
  }

  /** Something happens. */
  void step() {
    int die = random.nextInt(100);
    if (die < 20) {
      writeAway();
    } else if (die < 40) {
      writeInMembers();
    } else if (die < 60) {
      pull(one());
    } else if (die < 68) {
      exchange(one(), one());
    } else if (die < 74) {
      Member member = one();
      member.heard = intent;
    } else if (die < 79) {
      crash(one());
    } else if (die < 84) {
      Member member = one();
      member.reaches = !member.reaches;
    } else if (die < 88) {
      isCutOff = !isCutOff;
    } else if (die < 90) {
      expel();
    } else if (die < 92) {
      wipe(one());
    } else if (die < 96) {
      collect();
    } else {
      comeBack();
    }
  }

  private void writeAway() {
    Write write = write();
    log(own()).add(write);
    put(awayCells, write);
    history.add("away writes " + write);
  }

  private Write write() {
    Write write = new Write(random.nextInt(KEYS), ++time, random.nextInt(3) == 0);
    everything.add(write);
    return write;
  }

  private void writeInMembers() {
    Write write = write();
    counting.add(write);
    members.forEach(member -> put(member.cells, write));
    missed.add(write);
    hear();
    history.add("members write %s%s".formatted(write, isCutOff ? "" : ", and away hears it"));
  }

  private void hear() {
    if (!isCutOff) {
      missed.forEach(write -> put(awayCells, write));
      missed.clear();
    }
  }

  private static void put(SortedMap<Integer, Write> cells, Write write) {
    cells.merge(write.key(), write, (a, b) -> a.time() > b.time() ? a : b);
  }

  /** A link's session: it closes what is due, and takes a batch if it may. */
  private void pull(Member member) {
    member.mirror = member.mirror.closing(ClosingRules.due(member.heard, AWAY, member.mirror));
    if (member.reaches && !member.mirror.isClosed(own())) {
      take(member, own(), log(own()).size(), BATCH_MAX);
    }
  }

  /** What another member has and the source can't, or must not, give. */
  private void exchange(Member member, Member peer) {
    boolean gives = member.reaches && !member.mirror.isClosed(own());
    Map<Integer, SourceExtent> source =
        gives ? Map.of(0, new SourceExtent(own(), 0, log(own()).size())) : Map.of();
    for (MissingRange range : MissingRange.of(member.mirror, peer.mirror, source)) {
      take(member, range.incarnation(), range.to(), Integer.MAX_VALUE);
    }
  }

  private void take(Member member, IncarnationId of, long end, int max) {
    MirrorPosition at = member.mirror.of(0, of);
    at = at == null ? MirrorPosition.first(of, member.topic()) : at;
    for (int i = 0; i < max && at.nextOffset() < end; i++) {
      Write write = log(of).get((int) at.nextOffset());
      if (MirrorRules.next(at, at.nextOffset(), 1) instanceof Append(MirrorPosition after)) {
        at = after;
      }
      put(member.cells, write);
      counting.add(write);
      history.add("%s takes %s".formatted(member.id, write));
    }
    member.mirror = member.mirror.with(0, at);
  }

  private void crash(Member member) {
    member.heard = Membership.ALL;
    if (bug == Bug.CLOSED_IN_MEMORY) {
      member.mirror = new MirrorPositions(member.mirror.byPartition());
    }
    history.add(member.id + " starts again, and has heard of nothing");
  }

  private void expel() {
    intent = new Membership(new TreeSet<>(Set.of(AWAY)), new TreeSet<>(logs.keySet()));
    history.add("expelled " + own());
  }

  private boolean isEnded() {
    return intent.ended().contains(own());
  }

  /**
   * It loses everything, and is filled from whom it may be filled. Not while it alone has
   * something: that would be gone for good.
   */
  private void wipe(Member member) {
    boolean isAlone =
        logs.keySet().stream()
            .anyMatch(of ->
                members.stream()
                    .allMatch(other -> other == member || next(other, of) < next(member, of)));
    if (isAlone) {
      return;
    }
    Member from = members.get((members.indexOf(member) + 1) % MEMBERS);
    member.cells.clear();
    member.topic++;
    member.heard = Membership.ALL;
    SortedMap<Integer, SortedMap<IncarnationId, MirrorPosition>> positions = new TreeMap<>();
    from.mirror
        .lives(0)
        .forEach((of, at) ->
            positions
                .computeIfAbsent(0, _ -> new TreeMap<>())
                .put(
                    of, new MirrorPosition(of, at.nextOffset(), at.leaderEpoch(), member.topic())));
    member.mirror = new MirrorPositions(positions);
    if (bug != Bug.CLOSED_NOT_TAKEN_OVER) {
      member.mirror = member.mirror.closing(from.mirror.closed());
    }
    member.cells.putAll(bug == Bug.FILLED_BY_THE_EXPELLED && isEnded() ? awayCells : from.cells);
    history.add(member.id + " is filled by " + from.id);
  }

  /**
   * Members forget what was deleted: time enough has passed for all but the region that is away.
   */
  private void collect() {
    boolean isKnown = !isEnded() || openMembers().isEmpty();
    if (bug != Bug.COLLECTED_TOO_EARLY && !(isEnded() && isKnown && areEqual())) {
      return;
    }
    if (isEnded()) {
      members.forEach(member -> member.cells.values().removeIf(Write::deletes));
      // Logs are kept for no longer than that.
      missed.clear();
      history.add("what was deleted is forgotten");
    }
  }

  private Set<RegionId> openMembers() {
    Map<RegionId, Optional<MirrorPositions>> mirrors = new TreeMap<>();
    members.forEach(member -> mirrors.put(member.id, Optional.of(member.mirror)));
    return ClosingRules.open(own(), mirrors);
  }

  private boolean areEqual() {
    return members.stream().map(member -> next(member, own())).distinct().count() == 1;
  }

  private static long next(Member member, IncarnationId of) {
    MirrorPosition at = member.mirror.of(0, of);
    return at == null ? 0 : at.nextOffset();
  }

  /** In two steps: it looks where its log ends for the others, and then forgets it. */
  private void comeBack() {
    if (isCutOff || !isEnded()) {
      return;
    }
    if (bug == Bug.RETURNED_WITHOUT_RESEED) {
      intent = new Membership(new TreeSet<>(), intent.ended());
      return;
    }
    if (bug != Bug.RESEEDED_TOO_EARLY && !openMembers().isEmpty()) {
      return;
    }
    List<Write> log = log(own());
    if (found == null) {
      found = members.stream().mapToLong(member -> next(member, own())).max().orElse(0);
      ledger.addAll(log.subList(found.intValue(), log.size()));
      history.add("it keeps what follows offset " + found);
      return;
    }
    // Sealed since it looked: what is written meanwhile does not happen.
    ledger.addAll(log.subList(found.intValue(), log.size()));
    found = null;
    givenBack.put(own(), next(members.getFirst(), own()));
    awayCells = new TreeMap<>(members.getFirst().cells);
    missed.clear();
    logs.put(own(), List.copyOf(log));
    life++;
    logs.put(own(), new ArrayList<>());
    intent = new Membership(new TreeSet<>(), intent.ended());
    history.add("it begins anew as " + own());
  }

  /** All hear everything, and go on until there is nothing more to do. */
  void settle() {
    isCutOff = false;
    members.forEach(member -> {
      member.reaches = true;
      member.heard = intent;
    });
    for (int round = 0; round < 2 * MEMBERS; round++) {
      comeBack();
      for (Member member : members) {
        member.heard = intent;
        members.forEach(peer -> exchange(member, peer));
        for (int i = 0; i <= log(own()).size(); i++) {
          pull(member);
        }
      }
    }
    hear();
    givenBack.forEach((of, given) -> {
      long end = members.stream().mapToLong(member -> next(member, of)).max().orElse(0);
      log(of)
          .subList(given.intValue(), (int) Math.max(given, end))
          .forEach(write -> put(awayCells, write));
    });
  }

  /** What is not as it must be once all is settled. */
  List<String> violations() {
    List<String> violations = new ArrayList<>();
    SortedMap<Integer, Write> expected = new TreeMap<>();
    counting.stream()
        .sorted(Comparator.comparingLong(Write::time))
        .forEach(write -> put(expected, write));
    Map<Integer, Write> visible = visible(expected);
    for (Member member : members) {
      if (!visible(member.cells).equals(visible)) {
        violations.add(
            "%s shows %s instead of %s".formatted(member.id, visible(member.cells), visible));
      }
    }
    if (!visible(awayCells).equals(visible)) {
      violations.add("away shows %s instead of %s".formatted(visible(awayCells), visible));
    }
    for (Write write : everything) {
      if (counting.contains(write) == ledger.contains(write)) {
        violations.add(
            "%s counts and is in the ledger, or neither: %s"
                .formatted(write, counting.contains(write)));
      }
    }
    return violations;
  }

  private static Map<Integer, Write> visible(SortedMap<Integer, Write> cells) {
    Map<Integer, Write> visible = new TreeMap<>(cells);
    visible.values().removeIf(Write::deletes);
    return visible;
  }
}
