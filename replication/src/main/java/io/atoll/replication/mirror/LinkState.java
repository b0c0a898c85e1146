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
  /**
   * It does nothing: paused, not started, or a problem was found, at which it looks again now and
   * then.
   */
  STOPPED;

  /** As it stands in JSON. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
