package io.atoll.replication.changes;

/** A feed can't go on where it stands: operations it would have to tell are not there any more. */
public final class ChangesGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message which ones, for whoever asked
   */
  public ChangesGoneException(String message) {
    super(message);
  }
}
