package io.atoll.replication.verify;

import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Digests of a partition's cells by range: each the exclusive or of its cells' digests, so that
 * neither the order of a scan nor a cell that it gives twice matters.
 */
public final class Ranges {
  /** Enough that one differing cell leads to few others being looked at. */
  public static final int COUNT = 64;

  private static final int BITS = Integer.numberOfTrailingZeros(COUNT);

  private final Map<String, byte[]> cells = new TreeMap<>();

  /** Adds a cell by its digest, of equal length for all. One that comes again replaces itself. */
  public void add(String key, byte[] digest) {
    cells.put(key, digest.clone());
  }

  /** The range that a key is in. The same in every region, by the definition of String.hashCode. */
  public static int of(String key) {
    // Multiplied by the golden ratio (Knuth, TAOCP 6.4): names that differ in a digit spread out.
    return (key.hashCode() * 0x9E3779B9) >>> (Integer.SIZE - BITS);
  }

  /** The digest of a range; empty for one without cells. */
  public String digest(int range) {
    byte[] sum = new byte[0];
    for (Map.Entry<String, byte[]> cell : cells.entrySet()) {
      if (of(cell.getKey()) == range) {
        sum = sum.length == 0 ? cell.getValue().clone() : xor(sum, cell.getValue());
      }
    }
    return HexFormat.of().formatHex(sum);
  }

  private static byte[] xor(byte[] sum, byte[] other) {
    byte[] result = new byte[sum.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (byte) (sum[i] ^ other[i]);
    }
    return result;
  }

  /** The digests of a range's cells, by key. */
  public Map<String, String> cells(int range) {
    Map<String, String> digests = new TreeMap<>();
    cells.forEach((key, digest) -> {
      if (of(key) == range) {
        digests.put(key, HexFormat.of().formatHex(digest));
      }
    });
    return digests;
  }

  /** How many cells there are in all ranges. */
  public int size() {
    return cells.size();
  }
}
