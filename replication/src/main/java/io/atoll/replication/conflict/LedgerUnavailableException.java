package io.atoll.replication.conflict;

/** The region's conflict ledger can't be read at the moment. */
public final class LedgerUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LedgerUnavailableException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
