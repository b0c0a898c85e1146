package io.atoll.replication.view;

import io.atoll.replication.cell.Cell;
import org.jspecify.annotations.Nullable;

/**
 * A cell as it was read.
 *
 * @param cell null: the key was never written; may also be a tombstone or past its deadline, see
 *     {@link Cell#readable}
 * @param sequence the partition's sequence number at the read
 * @param runId the Redis that answered
 */
public record Reading(@Nullable Cell cell, long sequence, String runId) {}
