package io.atoll.replication.apply;

import io.atoll.core.position.Watermark;
import java.util.Locale;

/**
 * How an applier is doing.
 *
 * @param reason why it is in this state; empty while it runs
 * @param watermark how far the view is, as far as known
 * @param lagRecords records read from no log yet, as far as known
 */
public record ApplierStatus(
    int partition, State state, String reason, Watermark watermark, long lagRecords) {
  /** What an applier is doing. */
  public enum State {
    /** It fills Redis from the state topic. */
    LOADING,
    /** It applies what the logs held when it began; edges are not served yet. */
    REPLAYING,
    /** It keeps up. */
    RUNNING,
    /** Redis or Kafka can't be used; it tries again by itself. */
    WAITING,
    /** It does nothing until somebody acts. */
    STOPPED;

    /** As it stands in JSON. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
