package io.atoll.replication.view;

import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;

/**
 * What a write is stamped with.
 *
 * @param live whether the cell had something to read
 * @param seen which operations of other origins on the cell were applied by then
 * @param runId the Redis that answered
 */
public record Stamp(HybridTimestamp timestamp, boolean live, Watermark seen, String runId) {}
