package io.atoll.replication.cell;

import io.atoll.core.time.HybridTimestamp;

/**
 * How far one origin's log has come in one cell.
 *
 * @param timestamp the effective timestamp of the last of its operations on the cell, winner or not
 * @param offset that operation's offset
 */
public record Progress(HybridTimestamp timestamp, long offset) {}
