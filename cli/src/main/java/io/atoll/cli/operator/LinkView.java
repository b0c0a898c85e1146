package io.atoll.cli.operator;

import io.vertx.core.json.JsonObject;

/**
 * One link of replication as the region that pulls describes it.
 *
 * @param source the region whose log is pulled
 * @param target the region that pulls
 * @param state running, waiting, stopped, or "unknown" if its replicator does not answer
 * @param lagMillis how old what it has yet to take is; below 0 if not known
 * @param lagRecords how many operations it has yet to take; below 0 if not known
 */
record LinkView(
    String source, String target, String state, long lagMillis, long lagRecords, String reason) {
  private static final long NOT_KNOWN = -1;

  /** Reads one element of {@code links} of the replicator's status. */
  static LinkView read(String target, JsonObject json) {
    return new LinkView(
        json.getString("source", "?"),
        target,
        json.getString("state", "unknown"),
        json.getLong("lagMillis", NOT_KNOWN),
        json.getLong("lagRecords", NOT_KNOWN),
        json.getString("reason", ""));
  }

  static LinkView unknown(String source, String target, String reason) {
    return new LinkView(source, target, "unknown", NOT_KNOWN, NOT_KNOWN, reason);
  }

  String lag() {
    return lagMillis < 0 ? "-" : Durations.text(lagMillis);
  }

  String records() {
    return lagRecords < 0 ? "-" : Long.toString(lagRecords);
  }
}
