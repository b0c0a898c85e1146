package io.atoll.edge.conflicts;

import io.atoll.runtime.problem.Problem;

/** What the conflict ledger answers when it can't do what was asked. */
final class ConflictProblems {
  private ConflictProblems() {}

  static Problem busy(int max) {
    return Problem.of(
        503,
        "Ledger busy",
        "this edge reads the conflict ledger for %d clients, as many as it does at a time; try again"
            .formatted(max));
  }

  static Problem unavailable() {
    return Problem.of(
        503, "Ledger unavailable", "this region's conflict ledger can't be read now; try again");
  }

  static Problem badPath(String path) {
    return Problem.of(
        404,
        "Not found",
        "'%s' is no path of the conflict ledger; GET /v1/conflicts?namespace=<name>, or POST /v1/conflicts/<id>/restore with the id of one that was shown"
            .formatted(path));
  }

  static Problem otherRegion(ConflictId id, String region) {
    return Problem.of(
        404,
        "Conflict elsewhere",
        "conflict '%s' is kept by %s, and this edge is of %s; call an edge of that region"
            .formatted(id, id.region(), region));
  }

  static Problem notKept(ConflictId id) {
    return Problem.of(
        404,
        "No such conflict",
        "conflict '%s' is not kept, or not any more; list those that are: GET /v1/conflicts?namespace=%s"
            .formatted(id, id.namespace()));
  }

  static Problem expired(ConflictId id) {
    return Problem.of(
        409,
        "Expired",
        "what lost in conflict '%s' has expired since; there is nothing to restore".formatted(id));
  }
}
