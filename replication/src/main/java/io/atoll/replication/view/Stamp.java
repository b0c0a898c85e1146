package io.atoll.replication.view;

import io.atoll.core.time.HybridTimestamp;

/**
 * What a write is stamped with.
 *
 * @param live whether the key had a readable value
 * @param runId the Redis that answered
 */
public record Stamp(HybridTimestamp timestamp, boolean live, String runId) {}
