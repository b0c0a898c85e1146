package io.atoll.controller.health;

/** What a region is by health alone, whatever operators want. */
public enum Condition {
  UP,
  DOWN,
  RECOVERING
}
