package io.atoll.replication.changes;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.Position;
import org.jspecify.annotations.Nullable;

/**
 * One operation as a feed tells it: that it happened, not what it came to.
 *
 * @param at where it stands in its origin's log
 * @param member of the set or leaderboard; null: the key as a whole
 * @param operation what it does, in a word
 * @param after where a feed goes on that has told it
 */
public record LoggedChange(
    Position at,
    Key key,
    @Nullable String member,
    Kind kind,
    String operation,
    FeedPosition after) {

  static LoggedChange of(Position at, Operation operation, FeedPosition after) {
    Mutation mutation = operation.mutation();
    return new LoggedChange(
        at, operation.key(), mutation.member(), mutation.kind(), word(mutation), after);
  }

  /** What a mutation does, in a word. */
  public static String word(Mutation mutation) {
    return switch (mutation) {
      case Mutation.PutRegister _, Mutation.PutDocument _ -> "put";
      case Mutation.PatchDocument _ -> "patch";
      case Mutation.AddToCounter _, Mutation.AddMember _ -> "add";
      case Mutation.ResetCounter _ -> "reset";
      case Mutation.SubmitScore _ -> "submit";
      case Mutation.RemoveRegister _, Mutation.RemoveDocument _ -> "remove";
      case Mutation.RemoveMember _, Mutation.RemoveScore _ -> "remove";
    };
  }
}
