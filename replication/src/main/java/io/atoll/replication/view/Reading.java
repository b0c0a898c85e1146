package io.atoll.replication.view;

import io.atoll.core.position.Watermark;
import io.atoll.replication.cell.Cell;
import org.jspecify.annotations.Nullable;

/**
 * A cell as it was read.
 *
 * @param cell null: it was never written; may also hold nothing to read
 * @param sequence the partition's sequence number at the read
 * @param watermark what of every log was applied to the partition at the read
 * @param runId the Redis that answered
 */
public record Reading(@Nullable Cell cell, long sequence, Watermark watermark, String runId) {}
