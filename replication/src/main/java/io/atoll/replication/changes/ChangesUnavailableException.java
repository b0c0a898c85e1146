package io.atoll.replication.changes;

/** The region's logs can't be read at the moment. */
public final class ChangesUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ChangesUnavailableException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
