package io.atoll.replication.log;

/**
 * Stored bytes that this build can't read: another format version, or damage. Whoever meets it
 * stops: what can't be read must not be skipped.
 */
public final class UnreadableException extends RuntimeException {
  UnreadableException(String message) {
    super(message);
  }

  static UnreadableException version(String what, int found, int known) {
    return new UnreadableException(
        "%s has format version %d, and this build reads only %d: run a build that knows it"
            .formatted(what, found, known));
  }
}
