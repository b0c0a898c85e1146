package io.atoll.edge.batch;

import io.atoll.edge.server.CommonProblems;
import io.atoll.runtime.problem.Problem;

/** What a batch, or an operation of it, is answered when it can't be done. */
final class BatchProblems {
  private BatchProblems() {}

  static Problem bad(String why) {
    return Problem.of(400, "Bad batch", "nothing of this batch was done: %s".formatted(why));
  }

  static Problem tooLarge(int max) {
    return Problem.of(
            413,
            "Batch too large",
            "the batch has more than %d bytes; send several, or raise batch.bytes-max"
                .formatted(max))
        .with("limit", max);
  }

  static Problem tooSlow() {
    return Problem.of(408, "Body too slow", "the batch was not here in time; send it again");
  }

  static Problem overloaded() {
    return Problem.of(
        503,
        "Too many writes",
        "this edge holds as many bytes of unfinished writes as it may; try again, or another edge");
  }

  static Problem notData(String path) {
    return Problem.of(
        404,
        "No such path",
        "'%s' is not of the data API, /v1/{kv,counters,sets,leaderboards,documents}/{namespace}/..., which is all that a batch may call"
            .formatted(CommonProblems.shown(path)));
  }

  static Problem answersTooLarge(int max) {
    return Problem.of(
        503,
        "Answers too large",
        "the answers of this batch have more than %d bytes; read this one again, by itself or in a smaller batch"
            .formatted(max));
  }
}
