package io.atoll.edge.write;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Mutation;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a client asks to be done to a register. */
public sealed interface Change {
  /**
   * Sets it.
   *
   * @param timeToLive counted from the write's stamp; null: for ever
   */
  record Put(Bytes value, String contentType, @Nullable Duration timeToLive) implements Change {}

  record Remove() implements Change {}

  /** The mutation to append once the stamp is known. */
  default Mutation at(HybridTimestamp stamp) {
    return switch (this) {
      case Put put -> {
        Duration life = put.timeToLive;
        yield new Mutation.PutRegister(
            put.value, put.contentType, life == null ? null : stamp.millis() + life.toMillis());
      }
      case Remove() -> new Mutation.RemoveRegister();
    };
  }

  /**
   * What this came to, judged by what was there when it was stamped: for when the applier's own
   * judgement is lost.
   */
  default Outcome presumed(boolean live) {
    return switch (this) {
      case Put _ -> live ? Outcome.REPLACED : Outcome.CREATED;
      case Remove() -> live ? Outcome.REMOVED : Outcome.ABSENT;
    };
  }
}
