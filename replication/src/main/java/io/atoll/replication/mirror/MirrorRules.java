package io.atoll.replication.mirror;

import io.atoll.core.position.IncarnationId;
import io.atoll.replication.mirror.MirrorDecision.Append;
import io.atoll.replication.mirror.MirrorDecision.Begin;
import io.atoll.replication.mirror.MirrorDecision.Diverged;
import io.atoll.replication.mirror.MirrorDecision.GapDetected;
import io.atoll.replication.mirror.MirrorDecision.MirrorReplaced;
import io.atoll.replication.mirror.MirrorDecision.Opening;
import io.atoll.replication.mirror.MirrorDecision.PositionLost;
import io.atoll.replication.mirror.MirrorDecision.Problem;
import io.atoll.replication.mirror.MirrorDecision.Resume;
import io.atoll.replication.mirror.MirrorDecision.SkipDuplicate;
import io.atoll.replication.mirror.MirrorDecision.Step;
import io.atoll.replication.mirror.MirrorDecision.Truncated;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * When a mirror may grow: only by the record that is next, of the same life of the source's log,
 * into the same life of the mirror's topic.
 *
 * <p>A partition in one life of the source's log: nothing written down, {@link #open} says Begin;
 * from then on every opening says Resume at the committed position, and every record at that
 * position says Append and moves it by one. A log made anew is another life and begins at 0; what
 * the former one's mirror lacks can come from another region still. What leads out of a gap is
 * another region's mirror ({@link MissingRange}); out of any other Problem, an operator.
 */
public final class MirrorRules {
  private MirrorRules() {}

  /**
   * Decides where to begin in the life that the source's log is in.
   *
   * @param committed the partition's positions as they were last committed, by life
   * @param source what the source's partition holds now
   * @param mirror which life of the mirror's topic is there now
   * @param mirrorEnd the end of the mirror's partition; 0 if nothing was ever written to it
   */
  public static Opening open(
      Map<IncarnationId, MirrorPosition> committed,
      SourceExtent source,
      String mirror,
      long mirrorEnd) {
    Optional<MirrorPosition> elsewhere =
        committed.values().stream().filter(at -> !at.mirror().equals(mirror)).findFirst();
    if (elsewhere.isPresent()) {
      MirrorPosition at = elsewhere.get();
      return new MirrorReplaced(at.incarnation(), at.nextOffset(), at.mirror(), mirror);
    }
    IncarnationId found = source.incarnation();
    MirrorPosition at = committed.get(found);
    if (at == null) {
      if (committed.isEmpty() && mirrorEnd > 0) {
        return new PositionLost(found, mirrorEnd);
      }
      return source.startOffset() > 0
          ? new GapDetected(found, 0, source.startOffset())
          : new Begin(MirrorPosition.first(found, mirror));
    }
    long next = at.nextOffset();
    if (source.endOffset() < next) {
      return new Truncated(found, next, source.endOffset());
    }
    if (source.startOffset() > next) {
      return new GapDetected(found, next, source.startOffset());
    }
    return new Resume(at);
  }

  /**
   * Decides on one record.
   *
   * @param at where the mirror stands, with all that was appended before this record
   * @param offset where the record stands in the source's log
   * @param leaderEpoch under which it was written, or {@link MirrorPosition#EPOCH_UNKNOWN}
   */
  public static Step next(MirrorPosition at, long offset, int leaderEpoch) {
    if (offset < at.nextOffset()) {
      return new SkipDuplicate(offset);
    }
    if (offset > at.nextOffset()) {
      return new GapDetected(at.incarnation(), at.nextOffset(), offset);
    }
    // Leader epochs only grow along a log (KIP-101).
    if (leaderEpoch != MirrorPosition.EPOCH_UNKNOWN && leaderEpoch < at.leaderEpoch()) {
      return new Diverged(at.incarnation(), offset, at.leaderEpoch(), leaderEpoch);
    }
    return new Append(at.after(leaderEpoch));
  }

  /**
   * Up to which offset a mirror and the log that it was made of are the same: what the log has from
   * there on, the mirror hasn't, whatever offsets it has records under. Up to where the log's
   * records were written under the mirror's last leader epoch, or an earlier one (KIP-101).
   *
   * @param at where the mirror stands
   * @param endOfEpoch where the last leader epoch of the log ends that is not after the mirror's
   */
  public static long shared(MirrorPosition at, long endOfEpoch) {
    return Math.min(at.nextOffset(), endOfEpoch);
  }

  /**
   * Whether a record was written under another leader than all that precedes it in the mirror. That
   * leader may lack what the one before had, and other mirrors have: before anything of it is
   * taken, they are asked ({@link #trusted}).
   */
  public static boolean isOfNewLeader(MirrorPosition at, int leaderEpoch) {
    return leaderEpoch > at.leaderEpoch();
  }

  /**
   * Decides whether a log can go on in its life, as far as one mirror of it tells. It can't if the
   * mirror has what the log lost: what is written there now gets positions that mean other
   * operations elsewhere.
   *
   * @param theirs where that mirror stands
   * @param shared up to which offset the log is the same as the mirror, see {@link #shared}
   */
  public static Optional<Truncated> trusted(MirrorPosition theirs, long shared) {
    return shared < theirs.nextOffset()
        ? Optional.of(new Truncated(theirs.incarnation(), theirs.nextOffset(), shared))
        : Optional.empty();
  }

  /**
   * Decides whether another region's mirror goes on where this one ends. It does if the record
   * before is the same in both, and that is so if it was written under the same leader epoch: then
   * all before it is the same too (KIP-101). Else the source lost its tail and grew again, and one
   * mirror has the records that the other hasn't.
   *
   * @param at where this mirror stands
   * @param mirror which life of this mirror's topic is there now
   * @param leaderEpoch of the other's record before that, if it has one
   */
  public static Optional<Problem> join(MirrorPosition at, String mirror, OptionalInt leaderEpoch) {
    if (!at.mirror().equals(mirror)) {
      return Optional.of(
          new MirrorReplaced(at.incarnation(), at.nextOffset(), at.mirror(), mirror));
    }
    if (at.nextOffset() == 0 || at.leaderEpoch() == MirrorPosition.EPOCH_UNKNOWN) {
      return Optional.empty();
    }
    long last = at.nextOffset() - 1;
    if (leaderEpoch.isEmpty()) {
      return Optional.of(new GapDetected(at.incarnation(), last, at.nextOffset()));
    }
    return leaderEpoch.getAsInt() == at.leaderEpoch()
        ? Optional.empty()
        : Optional.of(
            new Diverged(at.incarnation(), last, at.leaderEpoch(), leaderEpoch.getAsInt()));
  }
}
