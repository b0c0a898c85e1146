package io.atoll.core.operation;

import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * One accepted write as it stands in a log. Where it stands, its {@link
 * io.atoll.core.position.Position}, is not part of it: that comes from the log, and with it the
 * origin region.
 *
 * @param timestamp what its writer stamped it with; appliers may count it as later (see the cell),
 *     never as earlier
 * @param context which operations of other origins on the same cell its writer's region had applied
 *     by then; of its own origin it has seen what stands before it
 * @param condition without which it changes nothing; null: none
 * @param idempotencyKey names the attempt, so that a repeat in the same origin counts once; null:
 *     none
 * @param traceParent the W3C trace context it came with, or null
 */
public record Operation(
    Key key,
    Mutation mutation,
    HybridTimestamp timestamp,
    Watermark context,
    @Nullable Condition condition,
    @Nullable String idempotencyKey,
    @Nullable String traceParent) {
  /** The longest idempotency key in characters. */
  public static final int IDEMPOTENCY_KEY_LENGTH_MAX = 128;

  public Operation {
    if (idempotencyKey != null
        && (idempotencyKey.isEmpty() || idempotencyKey.length() > IDEMPOTENCY_KEY_LENGTH_MAX)) {
      throw new IllegalArgumentException(
          "idempotency key has %d characters, expected 1 to %d"
              .formatted(idempotencyKey.length(), IDEMPOTENCY_KEY_LENGTH_MAX));
    }
  }

  /** A plain one: it has seen nothing, and counts whatever happens. */
  public Operation(
      Key key, Mutation mutation, HybridTimestamp timestamp, @Nullable String traceParent) {
    this(key, mutation, timestamp, Watermark.ZERO, null, null, traceParent);
  }
}
