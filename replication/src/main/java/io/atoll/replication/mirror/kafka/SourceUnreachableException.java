package io.atoll.replication.mirror.kafka;

/** The source region's Kafka did not answer, or not with what a link needs. */
final class SourceUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SourceUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
