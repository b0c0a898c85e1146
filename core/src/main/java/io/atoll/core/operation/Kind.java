package io.atoll.core.operation;

/** What the values of a namespace are, and so how concurrent writes to one key merge. */
public enum Kind {
  /** Bytes with a content type; the highest (timestamp, origin) wins. */
  REGISTER,
  /** A whole number that is added to; every addition counts once. */
  COUNTER,
  /** Members that are there or not; of an addition and a concurrent removal the addition wins. */
  SET,
  /** Members with a score, ranked; what a further score does is the namespace's policy. */
  LEADERBOARD,
  /** A JSON object whose fields merge one by one, at any depth; per field the latest wins. */
  DOCUMENT;

  /** Whether writes of this kind may carry a time to live. */
  public boolean canExpire() {
    return this == REGISTER || this == DOCUMENT;
  }
}
