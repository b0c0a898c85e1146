package io.atoll.controller.health;

/** What the observers say of one region together. */
public enum Verdict {
  /** A majority of all observers can use it. */
  GOOD,
  /** A majority of all observers can't use it. */
  BAD,
  /** Neither is known, because observers are silent or disagree: nothing may change. */
  UNSURE
}
