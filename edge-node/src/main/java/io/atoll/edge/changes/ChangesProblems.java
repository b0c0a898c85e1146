package io.atoll.edge.changes;

import io.atoll.runtime.problem.Problem;

/** What the change feed answers when it can't do what was asked. */
final class ChangesProblems {
  private ChangesProblems() {}

  static Problem badToken() {
    return Problem.of(
        400,
        "Bad token",
        "what came as 'since' or Last-Event-ID is not the id of an event of this feed; leave it out to begin now");
  }

  static Problem otherPartitions(int found, int expected) {
    return Problem.of(
        400,
        "Bad token",
        "the token is of %d partitions, but the logs here have %d; it is of another platform"
            .formatted(found, expected));
  }

  static Problem tooMany(int max) {
    return Problem.of(
        503,
        "Too many feeds",
        "this edge serves %d change feeds, as many as changes.feeds-max allows; call another edge, or end one"
            .formatted(max));
  }

  static Problem stopping() {
    return Problem.of(503, "Stopping", "this edge is about to stop; call another one");
  }

  static Problem unavailable() {
    return Problem.of(
        503,
        "Feed unavailable",
        "this region's logs or its view can't be read now; try again, or call another region with the same token");
  }

  /**
   * The token is too old.
   *
   * @param now where to go on once the snapshot is taken: what happens meanwhile is told from there
   */
  static Problem gone(String why, String listing, String now) {
    return Problem.of(
            410,
            "Token too old",
            "the feed can't go on: %s. Keep the 'token' of this answer, read the namespace anew (GET %s lists its names; 'atoll export' does all), then go on from that token"
                .formatted(why, listing))
        .with("snapshot", listing)
        .with("token", now);
  }
}
