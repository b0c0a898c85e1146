package io.atoll.replication.mirror.kafka;

/** Another replicator has taken this mirror over. The one that finds out yields. */
final class FencedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FencedException(String message, Throwable cause) {
    super(message, cause);
  }
}
