package io.atoll.core.operation;

import io.atoll.core.time.HybridTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * One accepted write as it stands in a log. Where it stands, its {@link
 * io.atoll.core.position.Position}, is not part of it: that comes from the log, and with it the
 * origin region.
 *
 * @param timestamp what its writer stamped it with; appliers may count it as later (see the cell),
 *     never as earlier
 * @param traceParent the W3C trace context it came with, or null
 */
public record Operation(
    Key key, Mutation mutation, HybridTimestamp timestamp, @Nullable String traceParent) {}
