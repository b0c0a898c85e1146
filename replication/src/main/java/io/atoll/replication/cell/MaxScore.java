package io.atoll.replication.cell;

import io.atoll.core.operation.Mutation;
import org.jspecify.annotations.Nullable;

/**
 * A member of a leaderboard whose highest score counts. A removal begins a new generation, in which
 * scores of former ones don't count, also when they arrive later.
 *
 * @param generation how often the member was removed, as seen by those who removed it
 * @param score the highest of this generation; null: none
 */
public record MaxScore(long generation, @Nullable Long score) implements Merged {
  static final MaxScore NONE = new MaxScore(0, null);

  @Override
  public Merge merge(Incoming incoming) {
    return switch (incoming.mutation()) {
      case Mutation.SubmitScore submit -> submit(submit);
      case Mutation.RemoveScore remove ->
          remove.generation() <= generation
              ? new Merge(this, Outcome.SUPERSEDED)
              : new Merge(
                  new MaxScore(remove.generation(), null), Scores.outcome(score != null, false));
      default -> throw Merged.mismatch(this, incoming.mutation());
    };
  }

  private Merge submit(Mutation.SubmitScore submit) {
    if (submit.generation() < generation) {
      return new Merge(this, Outcome.SUPERSEDED);
    }
    boolean later = submit.generation() > generation;
    long highest = later || score == null ? submit.score() : Math.max(score, submit.score());
    return new Merge(
        new MaxScore(submit.generation(), highest), Scores.outcome(!later && score != null, true));
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
