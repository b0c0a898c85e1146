package io.atoll.edge.kv;

import static io.atoll.edge.server.CommonProblems.shown;

import io.atoll.runtime.problem.Problem;

/** What can be wrong with what a call says of its session, and what its caller can do. */
final class SessionProblems {
  private SessionProblems() {}

  static Problem noSession() {
    return Problem.of(
        400, "No session", "send the token that you ask about in the header Atoll-Session");
  }

  static Problem consistency(String value) {
    return Problem.of(
        400,
        "Bad consistency",
        "Atoll-Consistency '%s' is neither session nor eventual".formatted(shown(value)));
  }

  static Problem sessionToken(String why) {
    return Problem.of(
        400,
        "Bad session token",
        "Atoll-Session is not taken: %s; leave the header out to begin a new session"
            .formatted(why));
  }

  static Problem sessionAhead(long aheadMillis, long max) {
    return Problem.of(
        409,
        "Session from the future",
        "Atoll-Session has seen a time %d ms ahead of this edge's clock, more than %d: a clock is wrong somewhere; write where the session was, or leave the header out to begin a new one"
            .formatted(aheadMillis, max));
  }

  static Problem behindSession() {
    return Problem.of(
        503,
        "Not here yet",
        "what this session has seen is not in this region yet, and no other region answered; try again, or send Atoll-Consistency: eventual to read what is here");
  }

  static Problem writeBehindSession() {
    return Problem.of(
        503,
        "Not here yet",
        "this write depends on what is there, and what this session has seen is not in this region yet; nothing was written. Try again, write where the session was, or send Atoll-Consistency: eventual to go by what is here");
  }
}
