package io.atoll.replication.simulation.data;

import io.atoll.core.operation.Condition;
import io.atoll.core.operation.ScorePolicy;
import org.jspecify.annotations.Nullable;

/** A client's wish to change something, and how far it has come. */
final class Write {
  final int id;
  final Subject subject;

  /** What the client wants; the edge makes a mutation of it from what it sees. */
  final Wish wish;

  final boolean conditional;
  final @Nullable String attempt;
  final int region;
  int tries;
  int waited;

  /** The latest try's place in the log; null: it is not in the log. */
  @Nullable Entry entry;

  @Nullable Condition condition;

  /** What can be asked for, whatever the kind. */
  enum Wish {
    SET,
    CHANGE,
    REMOVE
  }

  Write(
      int id,
      Subject subject,
      Wish wish,
      boolean conditional,
      @Nullable String attempt,
      int region) {
    this.id = id;
    this.subject = subject;
    this.wish = wish;
    this.conditional = conditional;
    this.attempt = attempt;
    this.region = region;
  }

  /** Whether the edge must know what the session has seen, to say what shall go. */
  boolean looksFirst() {
    return conditional || wish == Wish.REMOVE || subject.named.policy() == ScorePolicy.MAX;
  }
}
