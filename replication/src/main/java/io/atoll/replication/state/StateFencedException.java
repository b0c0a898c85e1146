package io.atoll.replication.state;

/** Another replicator writes this partition's state: whoever hears this yields for a while. */
public final class StateFencedException extends RuntimeException {
  StateFencedException(int partition, Throwable cause) {
    super("fenced: another replicator applies partition %d".formatted(partition), cause);
  }
}
