package io.atoll.edge.conflicts;

import io.atoll.core.operation.Mutation;
import io.atoll.edge.write.Change;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What to write so that what lost stands again. */
final class Restoring {
  private Restoring() {}

  /** The change; empty: what lost has expired since, or is of a kind in which nothing loses. */
  static Optional<Change> change(Mutation lost, long nowMillis) {
    return switch (lost) {
      case Mutation.PutRegister put when isOver(put.deadlineMillis(), nowMillis) ->
          Optional.empty();
      case Mutation.PutRegister put ->
          Optional.of(
              new Change.Put(
                  put.value(), put.contentType(), left(put.deadlineMillis(), nowMillis)));
      case Mutation.RemoveRegister() -> Optional.of(new Change.Remove());
      case Mutation.PutDocument put when isOver(put.deadlineMillis(), nowMillis) ->
          Optional.empty();
      case Mutation.PutDocument put ->
          Optional.of(new Change.PutDocument(put.json(), left(put.deadlineMillis(), nowMillis)));
      case Mutation.PatchDocument patch -> Optional.of(new Change.PatchDocument(patch.json()));
      case Mutation.RemoveDocument() -> Optional.of(new Change.RemoveDocument());
      case Mutation.AddToCounter _, Mutation.ResetCounter _ -> Optional.empty();
      case Mutation.AddMember _, Mutation.RemoveMember _ -> Optional.empty();
      case Mutation.SubmitScore _, Mutation.RemoveScore _ -> Optional.empty();
    };
  }

  private static boolean isOver(@Nullable Long deadlineMillis, long nowMillis) {
    return deadlineMillis != null && deadlineMillis <= nowMillis;
  }

  private static @Nullable Duration left(@Nullable Long deadlineMillis, long nowMillis) {
    return deadlineMillis == null ? null : Duration.ofMillis(deadlineMillis - nowMillis);
  }
}
