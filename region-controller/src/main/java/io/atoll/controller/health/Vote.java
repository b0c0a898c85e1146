package io.atoll.controller.health;

/** What one observer says of one region. */
public enum Vote {
  GOOD,
  BAD,
  /** Nothing new for too long, or never: neither for nor against. */
  SILENT
}
