package io.atoll.replication.mirror;

import io.atoll.core.position.IncarnationId;
import io.atoll.replication.mirror.MirrorDecision.Append;
import io.atoll.replication.mirror.MirrorDecision.Begin;
import io.atoll.replication.mirror.MirrorDecision.Diverged;
import io.atoll.replication.mirror.MirrorDecision.GapDetected;
import io.atoll.replication.mirror.MirrorDecision.MirrorReplaced;
import io.atoll.replication.mirror.MirrorDecision.NewIncarnation;
import io.atoll.replication.mirror.MirrorDecision.Opening;
import io.atoll.replication.mirror.MirrorDecision.PositionLost;
import io.atoll.replication.mirror.MirrorDecision.Resume;
import io.atoll.replication.mirror.MirrorDecision.SkipDuplicate;
import io.atoll.replication.mirror.MirrorDecision.Step;
import io.atoll.replication.mirror.MirrorDecision.Truncated;
import org.jspecify.annotations.Nullable;

/**
 * When a mirror may grow: only by the record that is next, of the same life of the source's log,
 * into the same life of the mirror's topic.
 *
 * <p>A partition's life: nothing written down, {@link #open} says Begin; from then on every opening
 * says Resume at the committed position, and every record at that position says Append and moves it
 * by one. An operator or the healer leads out of a Problem; a link never does.
 */
public final class MirrorRules {
  private MirrorRules() {}

  /**
   * Decides where to begin.
   *
   * @param committed the partition's position as it was last committed; null: never
   * @param source what the source's partition holds now
   * @param mirror which life of the mirror's topic is there now
   * @param mirrorEnd the end of the mirror's partition; 0 if nothing was ever written to it
   */
  public static Opening open(
      @Nullable MirrorPosition committed, SourceExtent source, String mirror, long mirrorEnd) {
    IncarnationId found = source.incarnation();
    if (committed == null) {
      if (mirrorEnd > 0) {
        return new PositionLost(found, mirrorEnd);
      }
      return source.startOffset() > 0
          ? new GapDetected(found, 0, source.startOffset())
          : new Begin(MirrorPosition.first(found, mirror));
    }
    long next = committed.nextOffset();
    if (!committed.incarnation().equals(found)) {
      return new NewIncarnation(committed.incarnation(), next, found);
    }
    if (!committed.mirror().equals(mirror)) {
      return new MirrorReplaced(found, next, committed.mirror(), mirror);
    }
    if (source.endOffset() < next) {
      return new Truncated(found, next, source.endOffset());
    }
    if (source.startOffset() > next) {
      return new GapDetected(found, next, source.startOffset());
    }
    return new Resume(committed);
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
}
