package io.atoll.replication.redis;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.replication.cell.CellName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The names of one partition's keys in Redis. */
record RedisKeys(int partition) {
  String meta() {
    return "{" + partition + "}m";
  }

  String clock() {
    return "{" + partition + "}t";
  }

  String leases() {
    return "{" + partition + "}l";
  }

  private String cells() {
    return "{" + partition + "}c:";
  }

  byte[] cell(CellName name) {
    return cell(name.bytes());
  }

  byte[] cell(byte[] name) {
    return prefixed(cells(), name);
  }

  /** What the names of a namespace's cells begin with. */
  byte[] cellsOf(String namespace) {
    return ascii(cells() + namespace + "/");
  }

  /** The cell's name that stands in this key. */
  CellName name(byte[] cell) {
    return CellName.parse(Arrays.copyOfRange(cell, cells().length(), cell.length));
  }

  /** The names of a namespace that hold something, in order. */
  byte[] names(String namespace) {
    return ascii("{" + partition + "}n:" + namespace);
  }

  /** The members of a set, in order, or of a leaderboard, by rank. */
  byte[] members(Key key) {
    return prefixed("{" + partition + "}i:", key.bytes());
  }

  /** The attempts of an origin that are remembered, by age. */
  byte[] attempts(IncarnationId origin) {
    return ascii("{" + partition + "}q:" + origin);
  }

  /** The cells that hold something for later, by when it is due. */
  byte[] held() {
    return ascii("{" + partition + "}h:");
  }

  /** Matches all cells of the partition. No character of the prefix is special in a pattern. */
  String cellPattern() {
    return cells() + "*";
  }

  /** Matches all cells of the partition and everything derived from them. */
  String everythingPattern() {
    return "{" + partition + "}?:*";
  }

  private static byte[] prefixed(String prefix, byte[] rest) {
    byte[] start = ascii(prefix);
    byte[] whole = Arrays.copyOf(start, start.length + rest.length);
    System.arraycopy(rest, 0, whole, start.length, rest.length);
    return whole;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
