package io.atoll.replication.mirror.kafka;

import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A producer whose process is killed around a commit: what it sent is with the broker, it says
 * nothing more, and closes nothing. Its socket stays open until the test ends, as that of a process
 * that hangs.
 */
final class MortalProducer extends KafkaProducer<byte[], byte[]> {
  /** When it happens, in the life of a transaction. */
  enum Death {
    /** Everything sent, the commit not asked for. */
    BEFORE_COMMIT,
    /** Committed, but nobody learnt of it. */
    AFTER_COMMIT
  }

  /** The end of a process, as far as its code can see. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final Death death;
  private int commitsLeft;
  private boolean dead;

  /**
   * @param commits how many transactions it lives to commit
   */
  MortalProducer(MirrorLinkConfig config, Death death, int commits) {
    super(KafkaMirror.properties(config), new ByteArraySerializer(), new ByteArraySerializer());
    this.death = death;
    commitsLeft = commits;
  }

  @Override
  public void commitTransaction() {
    if (commitsLeft-- > 0) {
      super.commitTransaction();
      return;
    }
    dead = true;
    switch (death) {
      case BEFORE_COMMIT -> flush();
      case AFTER_COMMIT -> super.commitTransaction();
    }
    throw new Killed();
  }

  @Override
  public void close(Duration timeout) {
    if (!dead) {
      super.close(timeout);
    }
  }

  /** Gives back what a killed process would have given back. */
  void bury() {
    super.close(Duration.ZERO);
  }
}
