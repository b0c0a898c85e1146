package io.atoll.replication.redis;

import io.atoll.core.operation.Key;
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

  byte[] cell(Key key) {
    return cell(key.bytes());
  }

  byte[] cell(byte[] key) {
    byte[] prefix = cells().getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(prefix, prefix.length + key.length);
    System.arraycopy(key, 0, whole, prefix.length, key.length);
    return whole;
  }

  /** The key whose cell has this name. */
  Key key(byte[] cell) {
    return Key.parse(new String(cell, StandardCharsets.UTF_8).substring(cells().length()));
  }

  /** Matches all cells of the partition. No character of the prefix is special in a pattern. */
  String cellPattern() {
    return cells() + "*";
  }
}
