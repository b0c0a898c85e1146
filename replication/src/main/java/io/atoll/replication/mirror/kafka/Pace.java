package io.atoll.replication.mirror.kafka;

import io.atoll.replication.mirror.LinkSettings;
import io.atoll.replication.mirror.Throttle;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;

/**
 * How quickly a session may take records.
 *
 * @param settings what limits hold now; they may change while it waits
 * @param go whether the session goes on at all
 */
record Pace(Throttle throttle, Supplier<LinkSettings> settings, BooleanSupplier go) {
  /** How soon a change of the limits, or the session's end, is noticed. */
  private static final Duration LOOK = Duration.ofMillis(50);

  boolean mustWait() {
    return settings.get().isThrottled() && !throttle.delay().isZero();
  }

  /** Waits until the next record may be taken. False: the session ends. */
  boolean await() {
    while (mustWait() && go.getAsBoolean()) {
      Duration delay = throttle.delay();
      try {
        Thread.sleep(delay.compareTo(LOOK) < 0 ? delay : LOOK);
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
    return go.getAsBoolean();
  }

  /** Whether the session shall end. */
  boolean isOver() {
    return !go.getAsBoolean();
  }

  void took(ConsumerRecord<byte[], byte[]> record) {
    LinkSettings limits = settings.get();
    if (limits.isThrottled()) {
      throttle.took(record.serializedKeySize() + record.serializedValueSize(), limits);
    }
  }
}
