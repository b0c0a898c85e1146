package io.atoll.replication.mirror;

import io.atoll.core.position.IncarnationId;

/**
 * What a link may do with a partition, or why it must not go on. Closed: what is not an {@link
 * Opening} or a {@link Step} that goes on is a {@link Problem}, and a problem halts the partition.
 */
public sealed interface MirrorDecision {
  /** May the partition be mirrored at all, and from where? */
  sealed interface Opening extends MirrorDecision {}

  /** What becomes of one record that the source sent. */
  sealed interface Step extends MirrorDecision {}

  /**
   * Why a partition is halted. Going on would lose operations, double them, or give them a wrong
   * place.
   */
  sealed interface Problem extends Opening, Step {
    /** For the operator: what was expected, what was found. */
    String explanation();
  }

  /** Nothing is mirrored yet: write this position down, then begin there. */
  record Begin(MirrorPosition at) implements Opening {}

  /** Go on where the mirror ends. */
  record Resume(MirrorPosition at) implements Opening {}

  /** The record is the next one: append it, together with the position after it. */
  record Append(MirrorPosition after) implements Step {}

  /** The record is in the mirror already. */
  record SkipDuplicate(long offset) implements Step {}

  /** The source no longer has, or did not send, some records that are not mirrored yet. */
  record GapDetected(IncarnationId incarnation, long expected, long found) implements Problem {
    @Override
    public String explanation() {
      return "gap: offsets %d to %d of %s are missing".formatted(expected, found - 1, incarnation);
    }
  }

  /** The source's log ends before the mirror does: it lost its tail. */
  record Truncated(IncarnationId incarnation, long mirrored, long end) implements Problem {
    @Override
    public String explanation() {
      return "truncated: %s ends at offset %d, or goes on differently from there, but %d records of it are mirrored; it can't be trusted before it begins anew, by itself or by: atoll replication reseed %s"
          .formatted(incarnation, end, mirrored, incarnation.region());
    }
  }

  /** The source's log lost its tail and grew again: offsets may mean other records now. */
  record Diverged(IncarnationId incarnation, long offset, int mirroredEpoch, int foundEpoch)
      implements Problem {
    @Override
    public String explanation() {
      return "diverged: offset %d of %s is of leader epoch %d where the mirror has epoch %d; it can't be trusted before it begins anew, by itself or by: atoll replication reseed %s"
          .formatted(offset, incarnation, foundEpoch, mirroredEpoch, incarnation.region());
    }
  }

  /**
   * While it was read, the source's log became a new one. Nothing more is taken in the former life;
   * the next opening begins the new one.
   */
  record NewIncarnation(IncarnationId mirrored, long nextOffset, IncarnationId found)
      implements Problem {
    @Override
    public String explanation() {
      return "new incarnation: the source's log is %s now; its former one, %s, is mirrored up to offset %d"
          .formatted(found, mirrored, nextOffset);
    }
  }

  /** The mirror's topic is not the one the position speaks of: what was mirrored is gone. */
  record MirrorReplaced(IncarnationId incarnation, long nextOffset, String expected, String found)
      implements Problem {
    @Override
    public String explanation() {
      return "mirror replaced: %d records of %s were mirrored into topic id %s, but the mirror's is %s"
          .formatted(nextOffset, incarnation, expected, found);
    }
  }

  /** The mirror holds records, but where it stands is not written anywhere. */
  record PositionLost(IncarnationId incarnation, long mirrorEnd) implements Problem {
    @Override
    public String explanation() {
      return "position lost: the mirror of %s ends at %d, but the positions topic has no entry for it"
          .formatted(incarnation.region(), mirrorEnd);
    }
  }

  /** Source and mirror are not cut into the same partitions: keys would end up elsewhere. */
  record PartitionsDiffer(String topic, int expected, int found) implements Problem {
    @Override
    public String explanation() {
      return "partitions differ: %s has %d, expected %d".formatted(topic, found, expected);
    }
  }
}
