package io.atoll.edge.cache;

import io.atoll.runtime.config.ConfigNode;

/**
 * How an edge gets to know which keys there are.
 *
 * @param bytesMax of all filters together, those that are being filled too; 0: it knows none
 * @param bitsPerKey the more, the fewer keys that are not there are looked for in Redis
 * @param scanRate how many of Redis' keys are looked at in a second while a filter is filled
 */
public record KnownKeysConfig(long bytesMax, int bitsPerKey, int scanRate) {
  private static final long BYTES_DEFAULT = 64L << 20;
  private static final int BITS_DEFAULT = 10;
  private static final int SCAN_DEFAULT = 100_000;

  /** What every key is by default. */
  public static final KnownKeysConfig DEFAULT =
      new KnownKeysConfig(BYTES_DEFAULT, BITS_DEFAULT, SCAN_DEFAULT);

  /** An edge that asks Redis for every key. */
  public static final KnownKeysConfig OFF = new KnownKeysConfig(0, BITS_DEFAULT, SCAN_DEFAULT);

  /** Reads {@code bytes-max, bits-per-key, scan-rate}. */
  public static KnownKeysConfig read(ConfigNode node) {
    return new KnownKeysConfig(
        node.size("bytes-max", BYTES_DEFAULT, 0, 16L << 30),
        node.integer("bits-per-key", BITS_DEFAULT, 4, 32),
        node.integer("scan-rate", SCAN_DEFAULT, 1_000, 10_000_000));
  }
}
