package io.atoll.chaos.history;

/** What a user asked of an edge. */
public enum Action {
  WRITE,
  READ
}
