package io.atoll.dns.wire;

import org.jspecify.annotations.Nullable;

/**
 * Answers the queries that come most from what was rendered ahead, and never allocates. Its answers
 * are the same as those of the {@link QueryHandler} beside it.
 */
@FunctionalInterface
public interface QuickHandler {
  /** An answer, and how many bits of the client's subnet it depends on. */
  final class Match {
    private @Nullable Prepared prepared;
    private int scope;

    /** Sets both. */
    public void set(Prepared answer, int answerScope) {
      prepared = answer;
      scope = answerScope;
    }

    @Nullable Prepared prepared() {
      return prepared;
    }

    int scope() {
      return scope;
    }
  }

  /** Fills in the answer; false if the {@link QueryHandler} is to be asked. */
  boolean find(QuickQuery query, Match match);
}
