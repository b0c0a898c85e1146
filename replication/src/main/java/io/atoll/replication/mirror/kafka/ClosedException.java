package io.atoll.replication.mirror.kafka;

import io.atoll.core.position.IncarnationId;

/** The source's log is in a life that was ended: nothing is taken from it. */
final class ClosedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ClosedException(IncarnationId life) {
    super(
        "%s was expelled: its mirror is closed, and only what other regions have of it is taken"
            .formatted(life));
  }
}
