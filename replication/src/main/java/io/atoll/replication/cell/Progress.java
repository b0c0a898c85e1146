package io.atoll.replication.cell;

import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;

/**
 * How far one origin's log has come in one cell.
 *
 * @param timestamp the effective timestamp of the last of its operations on the cell, winner or not
 * @param offset that operation's offset
 * @param changeOffset the offset of the last of its operations that was not void or a repeat: what
 *     a {@link io.atoll.core.operation.Condition} speaks of; -1: none was
 * @param context what that origin had seen of the others by then
 */
public record Progress(
    HybridTimestamp timestamp, long offset, long changeOffset, Watermark context) {
  public Progress(HybridTimestamp timestamp, long offset) {
    this(timestamp, offset, offset, Watermark.ZERO);
  }
}
