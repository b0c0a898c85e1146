package io.atoll.core.operation;

/** What a score does to the one that a member of a leaderboard has. */
public enum ScorePolicy {
  /** The latest counts. */
  LATEST,
  /** The highest since the member was last removed counts. */
  MAX,
  /** They add up. */
  SUM
}
