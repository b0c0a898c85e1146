package io.atoll.replication.cell;

import io.atoll.core.operation.Mutation;
import org.jspecify.annotations.Nullable;

/**
 * A member of a leaderboard whose latest score counts.
 *
 * @param score null: none, or removed
 * @param rank of the operation that said so; null: none did
 */
public record LatestScore(@Nullable Long score, @Nullable Rank rank) implements Merged {
  static final LatestScore NONE = new LatestScore(null, null);

  @Override
  public Merge merge(Incoming incoming) {
    Long written =
        switch (incoming.mutation()) {
          case Mutation.SubmitScore submit -> submit.score();
          case Mutation.RemoveScore _ -> null;
          default -> throw Merged.mismatch(this, incoming.mutation());
        };
    if (rank != null && rank.outranks(incoming.rank())) {
      return new Merge(this, Outcome.SUPERSEDED);
    }
    return new Merge(
        new LatestScore(written, incoming.rank()), Scores.outcome(score != null, written != null));
  }

  @Override
  public boolean isPresent(long millis) {
    return score != null;
  }

  @Override
  public boolean isListed() {
    return score != null;
  }
}
