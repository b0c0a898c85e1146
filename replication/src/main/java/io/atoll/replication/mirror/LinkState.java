package io.atoll.replication.mirror;

import java.util.Locale;

/** What a link is doing. */
public enum LinkState {
  /** It hears from its source. */
  RUNNING,
  /**
   * It doesn't hear from its source, can't write its mirror, or was fenced, and goes on by itself
   * as soon as it can.
   */
  WAITING,
  /** It does nothing until somebody acts: paused, not started, or a problem was found. */
  STOPPED;

  /** As it stands in JSON. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
