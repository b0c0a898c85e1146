package io.atoll.replication.apply;

/**
 * Something is missing or unreadable that must not be skipped: an applier that meets it stops, and
 * its message says what somebody has to look at.
 */
public final class StopException extends RuntimeException {
  public StopException(String message) {
    super(message);
  }
}
