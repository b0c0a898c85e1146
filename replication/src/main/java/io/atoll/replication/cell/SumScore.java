package io.atoll.replication.cell;

import io.atoll.core.operation.Mutation;

/** A member of a leaderboard whose scores add up. */
public record SumScore(Sum sum) implements Merged {
  static final SumScore NONE = new SumScore(Sum.ZERO);

  @Override
  public Merge merge(Incoming incoming) {
    long offset = incoming.at().offset();
    boolean wasThere = sum.isTouched();
    return switch (incoming.mutation()) {
      case Mutation.SubmitScore submit ->
          new Merge(
              new SumScore(sum.add(incoming.origin(), offset, submit.score())),
              Scores.outcome(wasThere, true));
      case Mutation.RemoveScore remove ->
          new Merge(
              new SumScore(sum.reset(incoming.origin(), offset, remove.observed())),
              Scores.outcome(wasThere, false));
      default -> throw Merged.mismatch(this, incoming.mutation());
    };
  }

  @Override
  public boolean isPresent(long millis) {
    return sum.isTouched();
  }

  @Override
  public boolean isListed() {
    return sum.isTouched();
  }
}
