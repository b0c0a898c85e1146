package io.atoll.replication.apply;

import io.atoll.replication.cell.CellName;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cells that an applier's session wrote last, as they are stored, so that it need not ask Redis
 * before it changes them again. Nobody else changes them while the session's own changes are
 * accepted, since each names the watermark that the one before it left. Bounded by bytes; what was
 * of no use the longest goes first. Not for use by several threads.
 */
final class RecentCells {
  /** What a cell takes here beside its bytes. */
  private static final long OVERHEAD_BYTES = 256;

  private final long bytesMax;
  private final Map<CellName, byte[]> cells = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * @param bytesMax 0: keeps nothing
   */
  RecentCells(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** The cell's bytes; null: it is not here, which says nothing about whether there is one. */
  byte @Nullable [] find(CellName name) {
    return cells.get(name);
  }

  /** Keeps a cell as it is from now on. */
  void keep(CellName name, byte[] cell) {
    byte[] before = cells.put(name, cell);
    bytes += size(cell) - (before == null ? 0 : size(before));
    var oldest = cells.values().iterator();
    while (bytes > bytesMax) {
      bytes -= size(oldest.next());
      oldest.remove();
    }
  }

  /** Keeps a cell no longer. */
  void drop(CellName name) {
    byte[] before = cells.remove(name);
    bytes -= before == null ? 0 : size(before);
  }

  private static long size(byte[] cell) {
    return OVERHEAD_BYTES + cell.length;
  }
}
