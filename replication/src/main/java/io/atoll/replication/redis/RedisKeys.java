package io.atoll.replication.redis;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.replication.cell.CellName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The names of one partition's keys in Redis. Nobody writes to the arrays. */
final class RedisKeys {
  private static final String CELLS = "c:";

  private final String partition;
  private final byte[] meta;
  private final byte[] clock;
  private final byte[] leases;
  private final byte[] cells;

  RedisKeys(int number) {
    partition = "{" + number + "}";
    meta = ascii(partition + "m");
    clock = ascii(partition + "t");
    leases = ascii(partition + "l");
    cells = ascii(partition + CELLS);
  }

  byte[] meta() {
    return meta;
  }

  byte[] clock() {
    return clock;
  }

  byte[] leases() {
    return leases;
  }

  byte[] cell(CellName name) {
    return cell(name.bytes());
  }

  byte[] cell(byte[] name) {
    return prefixed(cells, name);
  }

  /** What the names of a namespace's cells begin with. */
  byte[] cellsOf(String namespace) {
    return ascii(partition + CELLS + namespace + "/");
  }

  /** The cell's name that stands in this key. */
  CellName name(byte[] cell) {
    return CellName.parse(Arrays.copyOfRange(cell, cells.length, cell.length));
  }

  /** The names of a namespace that hold something, in order. */
  byte[] names(String namespace) {
    return ascii(partition + "n:" + namespace);
  }

  /** The members of a set, in order, or of a leaderboard, by rank. */
  byte[] members(Key key) {
    return prefixed(ascii(partition + "i:"), key.bytes());
  }

  /** The attempts of an origin that are remembered, by age. */
  byte[] attempts(IncarnationId origin) {
    return ascii(partition + "q:" + origin);
  }

  /** The cells that hold something for later, by when it is due. */
  byte[] held() {
    return ascii(partition + "h:");
  }

  /** Matches all cells of all partitions. */
  static String cellsPattern() {
    return "{*}" + CELLS + "*";
  }

  /** The key of a cell of whichever partition. */
  static Key key(byte[] cell) {
    int start = 0;
    while (cell[start] != '}') {
      start++;
    }
    return CellName.parse(Arrays.copyOfRange(cell, start + 1 + CELLS.length(), cell.length)).key();
  }

  /** Matches all cells of the partition. No character of the prefix is special in a pattern. */
  String cellPattern() {
    return partition + CELLS + "*";
  }

  /** Matches all cells of the partition and everything derived from them. */
  String everythingPattern() {
    return partition + "?:*";
  }

  private static byte[] prefixed(byte[] start, byte[] rest) {
    byte[] whole = Arrays.copyOf(start, start.length + rest.length);
    System.arraycopy(rest, 0, whole, start.length, rest.length);
    return whole;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
