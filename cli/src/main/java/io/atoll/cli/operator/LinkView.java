package io.atoll.cli.operator;

import io.vertx.core.json.JsonObject;

/**
 * One link of replication as the region that pulls describes it.
 *
 * @param source the region whose log is pulled
 * @param target the region that pulls
 * @param state running, waiting, stopped, or "unknown" if its replicator does not answer
 * @param lagMillis how old what it has yet to take is; below 0 if not known
 * @param lagRecords how many operations it has yet to take, as last heard; below 0 if not known
 * @param silentMillis how long ago it last heard of its source; below 0: never
 */
record LinkView(
    String source,
    String target,
    String state,
    long lagMillis,
    long lagRecords,
    long silentMillis,
    String reason) {
  private static final String RUNNING = "running";
  private static final long NOT_KNOWN = -1;

  /** Reads one element of {@code links} of the replicator's status. */
  static LinkView read(String target, JsonObject json) {
    return new LinkView(
        json.getString("source", "?"),
        target,
        json.getString("state", "unknown"),
        known(json, "lagMillis"),
        known(json, "lagRecords"),
        known(json, "silentMillis"),
        json.getString("reason", ""));
  }

  private static long known(JsonObject json, String member) {
    Long number = json.getLong(member);
    return number == null ? NOT_KNOWN : number;
  }

  static LinkView unknown(String source, String target, String reason) {
    return new LinkView(source, target, "unknown", NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, reason);
  }

  String lag() {
    return lagMillis < 0 ? "-" : Durations.text(lagMillis);
  }

  /** With a plus if it may be more by now. */
  String records() {
    return lagRecords < 0 ? "-" : records(lagRecords);
  }

  /** So many of one of its partitions, likewise. */
  String records(long count) {
    return state.equals(RUNNING) ? Long.toString(count) : count + "+";
  }

  /** When it last heard of its source. */
  String heard() {
    return switch (state) {
      case RUNNING -> "now";
      default -> silentMillis < 0 ? "-" : Durations.text(silentMillis) + " ago";
    };
  }
}
