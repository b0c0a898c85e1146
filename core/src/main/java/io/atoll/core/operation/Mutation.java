package io.atoll.core.operation;

import io.atoll.core.position.IncarnationId;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an operation does to its key. Closed: a new case breaks the build wherever one is applied or
 * encoded.
 */
public sealed interface Mutation {
  /** Scores and what is added to counters: whole numbers that Redis' ranking holds exactly. */
  long NUMBER_MAX = 1L << 53;

  /** The longest member of a set or leaderboard, in bytes of UTF-8. */
  int MEMBER_BYTES_MAX = 1024;

  /** The kind of namespace it is for. */
  Kind kind();

  /** The member of a set or leaderboard that it is about; null: the key as a whole. */
  default @Nullable String member() {
    return null;
  }

  /**
   * Sets a register.
   *
   * @param contentType as the writer gave it, given back to every reader
   * @param deadlineMillis wall time from which the value is no longer read; null: never
   */
  record PutRegister(Bytes value, String contentType, @Nullable Long deadlineMillis)
      implements Mutation {
    public PutRegister {
      requireDeadline(deadlineMillis);
    }

    @Override
    public Kind kind() {
      return Kind.REGISTER;
    }
  }

  /** Leaves a tombstone. */
  record RemoveRegister() implements Mutation {
    @Override
    public Kind kind() {
      return Kind.REGISTER;
    }
  }

  /**
   * Adds to a counter.
   *
   * @param delta within {@value #NUMBER_MAX} on both sides of zero
   */
  record AddToCounter(long delta) implements Mutation {
    public AddToCounter {
      requireNumber(delta);
    }

    @Override
    public Kind kind() {
      return Kind.COUNTER;
    }
  }

  /**
   * Takes away what a counter's writer saw; what others add meanwhile survives.
   *
   * @param observed what was seen of each origin but the writer's own, of which everything before
   *     this operation is taken away
   */
  record ResetCounter(SortedMap<IncarnationId, Tally> observed) implements Mutation {
    public ResetCounter(Map<IncarnationId, Tally> observed) {
      this(new TreeMap<>(observed));
    }

    public ResetCounter {
      observed = Collections.unmodifiableSortedMap(new TreeMap<>(observed));
    }

    @Override
    public Kind kind() {
      return Kind.COUNTER;
    }
  }

  /** Adds a member to a set. */
  record AddMember(String member) implements Mutation {
    @Override
    public Kind kind() {
      return Kind.SET;
    }
  }

  /** Removes a member from a set, as far as the operation's context has seen it added. */
  record RemoveMember(String member) implements Mutation {
    @Override
    public Kind kind() {
      return Kind.SET;
    }
  }

  /**
   * Gives a member of a leaderboard a score.
   *
   * @param score within {@value #NUMBER_MAX} on both sides of zero
   * @param generation under {@link ScorePolicy#MAX} how often the member had been removed as its
   *     writer saw it; else 0
   */
  record SubmitScore(String member, ScorePolicy policy, long score, long generation)
      implements Mutation {
    public SubmitScore {
      requireNumber(score);
      requireGeneration(generation);
    }

    @Override
    public Kind kind() {
      return Kind.LEADERBOARD;
    }
  }

  /**
   * Removes a member from a leaderboard.
   *
   * @param generation under {@link ScorePolicy#MAX} one more than its writer saw; else 0
   * @param observed under {@link ScorePolicy#SUM} as for {@link ResetCounter}; else empty
   */
  record RemoveScore(
      String member, ScorePolicy policy, long generation, SortedMap<IncarnationId, Tally> observed)
      implements Mutation {
    public RemoveScore(
        String member, ScorePolicy policy, long generation, Map<IncarnationId, Tally> observed) {
      this(member, policy, generation, new TreeMap<>(observed));
    }

    public RemoveScore {
      requireGeneration(generation);
      observed = Collections.unmodifiableSortedMap(new TreeMap<>(observed));
    }

    @Override
    public Kind kind() {
      return Kind.LEADERBOARD;
    }
  }

  /**
   * Sets a document as a whole.
   *
   * @param json a JSON object
   * @param deadlineMillis wall time from which nothing written before it is read; null: never
   */
  record PutDocument(Bytes json, @Nullable Long deadlineMillis) implements Mutation {
    public PutDocument {
      requireDeadline(deadlineMillis);
    }

    @Override
    public Kind kind() {
      return Kind.DOCUMENT;
    }
  }

  /**
   * Changes a document's fields.
   *
   * @param json a JSON merge patch (RFC 7396) that is an object
   */
  record PatchDocument(Bytes json) implements Mutation {
    @Override
    public Kind kind() {
      return Kind.DOCUMENT;
    }
  }

  /** Removes a document as a whole. */
  record RemoveDocument() implements Mutation {
    @Override
    public Kind kind() {
      return Kind.DOCUMENT;
    }
  }

  private static void requireDeadline(@Nullable Long deadlineMillis) {
    if (deadlineMillis != null && deadlineMillis < 0) {
      throw new IllegalArgumentException("deadline %d is before 1970".formatted(deadlineMillis));
    }
  }

  private static void requireNumber(long number) {
    if (number > NUMBER_MAX || number < -NUMBER_MAX) {
      throw new IllegalArgumentException(
          "number %d is outside -%d to %d".formatted(number, NUMBER_MAX, NUMBER_MAX));
    }
  }

  private static void requireGeneration(long generation) {
    if (generation < 0) {
      throw new IllegalArgumentException("generation %d is negative".formatted(generation));
    }
  }
}
