package io.atoll.chaos.history;

/** What is known of an attempt's effect once it is over. */
public enum Outcome {
  /** A write that was acknowledged, a read that was answered. */
  OK,
  /** It certainly had no effect: it never reached an edge, or was refused. */
  FAILED,
  /** Nobody knows: a write may be saved now, later or never. */
  UNKNOWN;

  /**
   * The outcome of an attempt that was answered with this HTTP status. Anything of the 500s counts
   * as unknown: the edge may have failed after the log had saved the write.
   */
  public static Outcome ofStatus(Action action, int status) {
    if (status >= 500) {
      return UNKNOWN;
    }
    boolean answered =
        switch (action) {
          case WRITE -> status == 200 || status == 201 || status == 202 || status == 204;
          case READ -> status == 200 || status == 404;
        };
    return answered ? OK : FAILED;
  }
}
