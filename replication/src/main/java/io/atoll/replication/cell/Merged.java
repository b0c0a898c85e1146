package io.atoll.replication.cell;

import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.ScorePolicy;
import java.util.List;

/**
 * The merged value of a cell. What it becomes depends on which operations were merged into it, each
 * origin's in log order, and not on how the origins were interleaved. Closed: one case for every
 * way of merging.
 */
public sealed interface Merged
    permits Register, Counter, Member, LatestScore, MaxScore, SumScore, Document, Attempt {
  /** The value after an operation that is new to the cell. */
  Merge merge(Incoming incoming);

  /** Whether there is something to read at this wall time. */
  boolean isPresent(long millis);

  /** Whether it is listed: deadlines are for the reader to look at. */
  boolean isListed();

  /**
   * A value after an operation.
   *
   * @param losses the concurrent writes that lost
   */
  record Merge(Merged value, Outcome outcome, List<Loss> losses) {
    Merge(Merged value, Outcome outcome) {
      this(value, outcome, List.of());
    }
  }

  /** What a cell is before the first operation, of which only the kind matters. */
  static Merged before(Mutation first) {
    return switch (first) {
      case Mutation.PutRegister _, Mutation.RemoveRegister _ -> Register.NONE;
      case Mutation.AddToCounter _, Mutation.ResetCounter _ -> Counter.ZERO;
      case Mutation.AddMember _, Mutation.RemoveMember _ -> Member.NONE;
      case Mutation.SubmitScore submit -> before(submit.policy());
      case Mutation.RemoveScore remove -> before(remove.policy());
      case Mutation.PutDocument _, Mutation.PatchDocument _, Mutation.RemoveDocument _ ->
          Document.NONE;
    };
  }

  private static Merged before(ScorePolicy policy) {
    return switch (policy) {
      case LATEST -> LatestScore.NONE;
      case MAX -> MaxScore.NONE;
      case SUM -> SumScore.NONE;
    };
  }

  /** For an operation of another kind than the cell: it can't have come from an edge. */
  static IllegalArgumentException mismatch(Merged value, Mutation mutation) {
    return new IllegalArgumentException(
        "expected an operation for a %s, but %s: was its namespace made anew with another kind?"
            .formatted(value.getClass().getSimpleName(), mutation.getClass().getSimpleName()));
  }
}
