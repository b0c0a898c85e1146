package io.atoll.replication.mirror;

import io.atoll.core.region.RegionId;
import io.atoll.replication.join.HealDecision;
import io.atoll.replication.join.Holdings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A source and the regions that mirror it, while things happen to all of them. */
final class SimulatedRegions {
  /** What may happen to the source. */
  enum Losses {
    /** Its links crash, and it is out of some region's reach at times. */
    NONE,
    /** Also, its log is made anew, whoever has mirrored what of it. */
    LIVES,
    /**
     * Also, it loses its tail and goes on, old records are deleted, mirrored or not, and regions
     * lose their mirrors, or everything.
     */
    ALL,
    /** Also, regions can't ask each other at times. */
    ALL_AND_SILENCE;

    boolean areAll() {
      return this == ALL || this == ALL_AND_SILENCE;
    }
  }

  private static final int MIRRORS = 3;

  private final Random random;
  private final SimulatedMirror.Bug bug;
  private final Losses losses;
  private final SimulatedLog log = new SimulatedLog();
  private final List<String> history = new ArrayList<>();
  private final List<SimulatedMirror> mirrors;
  private final List<String> lost = new ArrayList<>();
  private final boolean[] reaches = new boolean[MIRRORS];

  SimulatedRegions(long seed, SimulatedMirror.Bug bug, Losses losses) {
    random = new Random(seed);
    this.bug = bug;
    this.losses = losses;
    mirrors =
        IntStream.range(0, MIRRORS)
            .mapToObj(_ ->
                new SimulatedMirror(
                    random, bug, log, this::mirrors, losses == Losses.ALL_AND_SILENCE, history))
            .toList();
  }

  List<SimulatedMirror> mirrors() {
    return mirrors;
  }

  List<String> history() {
    return history;
  }

  List<String> violations() {
    return Stream.concat(
            lost.stream(), mirrors.stream().flatMap(mirror -> mirror.violations().stream()))
        .toList();
  }

  List<String> problems() {
    return mirrors.stream().flatMap(mirror -> mirror.problems().stream()).toList();
  }

  /** The source writes. */
  void write() {
    log.append();
    history.add("append");
  }

  /** Something happens to the log or to a link. */
  void step() {
    int die = random.nextInt(100);
    int one = random.nextInt(MIRRORS);
    if (die < 25) {
      write();
    } else if (die < 65) {
      if (reaches[one]) {
        mirrors.get(one).work(true);
      }
    } else if (die < 75) {
      exchange(one, true);
    } else if (die < 82) {
      mirrors.get(one).crash();
    } else if (die < 90) {
      reaches[one] = !reaches[one];
    } else if (die < 92) {
      log.changeLeader();
    } else {
      lose(die);
    }
  }

  private void lose(int die) {
    if (die < 94 && losses != Losses.NONE) {
      log.makeAnew();
      mirrors.forEach(SimulatedMirror::crash);
      history.add("made anew");
    } else if (die >= 94 && losses.areAll()) {
      if (die < 96) {
        log.dropHead(1 + random.nextInt(5));
        history.add("head dropped");
      } else if (die < 97) {
        mirrors.get(random.nextInt(MIRRORS)).forget(random.nextInt(3));
        if (losses == Losses.ALL_AND_SILENCE) {
          mirrors.get(random.nextInt(MIRRORS)).turn();
        }
      } else if (die < 98) {
        wipe(random.nextInt(MIRRORS));
      } else {
        cutAndGrow();
      }
    }
  }

  private void wipe(int one) {
    if (random.nextBoolean()) {
      mirrors.get(one).loseMirror();
    } else {
      heal(one);
    }
  }

  /**
   * A region whose own log was cut begins anew by itself, and forgets its mirror of this one. What
   * it had, another region must have then.
   */
  private void heal(int one) {
    SimulatedMirror healing = mirrors.get(one);
    Map<RegionId, Optional<Holdings>> others = new TreeMap<>();
    others.put(
        SimulatedLog.REGION, reaches[one] ? Optional.of(healing.atSource()) : Optional.empty());
    for (int other = 0; other < MIRRORS; other++) {
      if (other != one) {
        SimulatedMirror peer = mirrors.get(other);
        others.put(
            RegionId.of("region-" + other),
            peer.isSilent() ? Optional.empty() : Optional.of(peer.holdings()));
      }
    }
    if (bug != SimulatedMirror.Bug.ONLY_COPY_FORGOTTEN
        && HealDecision.of(healing.holdings(), others) instanceof HealDecision.Wait) {
      history.add("would begin anew, and waits");
      return;
    }
    SortedSet<String> had = healing.contents();
    healing.reseed(mirrors.get((one + 1) % MIRRORS));
    for (String content : had) {
      if (!log.had(content) && mirrors.stream().noneMatch(mirror -> mirror.has(content))) {
        lost.add("%s was in one region, which forgot it".formatted(content));
      }
    }
  }

  /** A log that lost its tail is often as long as before when somebody looks. */
  private void cutAndGrow() {
    int lost = 1 + random.nextInt(4);
    log.cutTail(lost);
    for (int i = random.nextInt(2 * lost); i > 0; i--) {
      log.append();
    }
    mirrors.forEach(SimulatedMirror::crash);
    history.add("tail cut");
  }

  /**
   * An operator has the source begin anew. What no region has mirrored of its log is kept in its
   * ledger; nothing else that the log still held may be gone then.
   */
  void reseedSource() {
    long kept = mirrors.stream().mapToLong(SimulatedMirror::shared).max().orElse(0);
    for (SimulatedLog.Entry entry : log.from(0, Integer.MAX_VALUE)) {
      if (entry.offset() < kept
          && mirrors.stream().noneMatch(mirror -> mirror.has(entry.content()))) {
        lost.add("%s is in no region and in no ledger".formatted(entry));
      }
    }
    log.makeAnew();
    mirrors.forEach(SimulatedMirror::crash);
    history.add("reseeded, what precedes %d is mirrored".formatted(kept));
  }

  /** Regions that lost their mirrors are filled by others. */
  void refill() {
    for (int one = 0; one < MIRRORS; one++) {
      if (mirrors.get(one).isReplaced()) {
        mirrors.get(one).reseed(mirrors.get((one + 1) % MIRRORS));
      }
    }
  }

  private void exchange(int one, boolean mayCrash) {
    for (int other = 0; other < MIRRORS; other++) {
      if (other != one) {
        mirrors.get(one).exchange(mirrors.get(other), reaches[one] ? log.extent() : null, mayCrash);
      }
    }
  }

  /** Works without crashing until everything is copied that will ever be. */
  void settle() {
    for (int one = 0; one < MIRRORS; one++) {
      reaches[one] = true;
      exchange(one, false);
      for (long i = 0; i <= log.end(); i++) {
        mirrors.get(one).work(false);
      }
    }
  }

  /** The source is gone for good; the regions go on for one round. */
  void loseSource() {
    for (int one = 0; one < MIRRORS; one++) {
      reaches[one] = false;
      mirrors.get(one).crash();
    }
    for (int one = 0; one < MIRRORS; one++) {
      exchange(one, false);
    }
  }

  boolean isComplete() {
    return mirrors.stream().allMatch(mirror -> mirror.isComplete(log.incarnation(), log.end()));
  }
}
