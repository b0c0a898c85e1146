package io.atoll.edge.write;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.ScorePolicy;
import io.atoll.core.operation.Tally;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Counter;
import io.atoll.replication.cell.MaxScore;
import io.atoll.replication.cell.Merged;
import io.atoll.replication.cell.Outcome;
import io.atoll.replication.cell.SumScore;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client asks to be done to a key, or to a member of it. */
public sealed interface Change {
  /** The member that it is about; null: the key as a whole. */
  default @Nullable String member() {
    return null;
  }

  /**
   * Sets a register.
   *
   * @param timeToLive counted from the write's stamp; null: for ever
   */
  record Put(Bytes value, String contentType, @Nullable Duration timeToLive) implements Change {}

  record Remove() implements Change {}

  /** Adds to a counter. */
  record Add(long delta) implements Change {}

  /** Takes away what a counter has. */
  record Reset() implements Change {}

  /** Adds a member to a set. */
  record AddMember(String member) implements Change {}

  /** Removes a member from a set. */
  record RemoveMember(String member) implements Change {}

  /** Gives a member of a leaderboard a score. */
  record Submit(String member, ScorePolicy policy, long score) implements Change {}

  /** Removes a member from a leaderboard. */
  record RemoveScore(String member, ScorePolicy policy) implements Change {}

  /**
   * Sets a document.
   *
   * @param json an object
   * @param timeToLive as for {@link Put}
   */
  record PutDocument(Bytes json, @Nullable Duration timeToLive) implements Change {}

  /**
   * Merges a patch into a document.
   *
   * @param json an object
   */
  record PatchDocument(Bytes json) implements Change {}

  record RemoveDocument() implements Change {}

  /** Whether the mutation depends on what is there. */
  default boolean looksFirst() {
    return switch (this) {
      case Reset _ -> true;
      case Submit submit -> submit.policy == ScorePolicy.MAX;
      case RemoveScore remove -> remove.policy != ScorePolicy.LATEST;
      case Put _, Remove _, Add _, AddMember _, RemoveMember _ -> false;
      case PutDocument _, PatchDocument _, RemoveDocument _ -> false;
    };
  }

  /** Whether it takes away what was seen, so that it needs somebody to see. */
  default boolean needsView() {
    return looksFirst() || this instanceof RemoveMember || this instanceof RemoveScore;
  }

  /**
   * The mutation to append once the stamp is known.
   *
   * @param there the cell's value if this {@link #looksFirst}; null: nothing
   */
  default Mutation at(HybridTimestamp stamp, @Nullable Merged there) {
    return switch (this) {
      case Put put ->
          new Mutation.PutRegister(put.value, put.contentType, deadline(stamp, put.timeToLive));
      case Remove() -> new Mutation.RemoveRegister();
      case Add add -> new Mutation.AddToCounter(add.delta);
      case Reset() -> new Mutation.ResetCounter(tallies(there));
      case AddMember add -> new Mutation.AddMember(add.member);
      case RemoveMember remove -> new Mutation.RemoveMember(remove.member);
      case Submit submit ->
          new Mutation.SubmitScore(submit.member, submit.policy, submit.score, generation(there));
      case RemoveScore remove ->
          new Mutation.RemoveScore(
              remove.member,
              remove.policy,
              remove.policy == ScorePolicy.MAX ? generation(there) + 1 : 0,
              tallies(there));
      case PutDocument put -> new Mutation.PutDocument(put.json, deadline(stamp, put.timeToLive));
      case PatchDocument patch -> new Mutation.PatchDocument(patch.json);
      case RemoveDocument() -> new Mutation.RemoveDocument();
    };
  }

  private static @Nullable Long deadline(HybridTimestamp stamp, @Nullable Duration life) {
    return life == null ? null : stamp.millis() + life.toMillis();
  }

  private static Map<IncarnationId, Tally> tallies(@Nullable Merged there) {
    return switch (there) {
      case Counter counter -> counter.sum().totals();
      case SumScore score -> score.sum().totals();
      case null, default -> Map.of();
    };
  }

  private static long generation(@Nullable Merged there) {
    return there instanceof MaxScore max ? max.generation() : 0;
  }

  /**
   * What this came to, judged by what was there when it was stamped: for when the applier's own
   * judgement is lost.
   */
  default Outcome presumed(boolean live) {
    return switch (this) {
      case Put _, Add _, AddMember _, Submit _, PutDocument _, PatchDocument _ ->
          live ? Outcome.REPLACED : Outcome.CREATED;
      case Remove _, Reset _, RemoveMember _, RemoveScore _, RemoveDocument _ ->
          live ? Outcome.REMOVED : Outcome.ABSENT;
    };
  }
}
