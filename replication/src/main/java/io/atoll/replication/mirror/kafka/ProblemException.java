package io.atoll.replication.mirror.kafka;

import io.atoll.replication.mirror.MirrorDecision.Problem;

/** A partition that must not be mirrored any further as things are. */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.explanation());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
