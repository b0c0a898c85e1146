package io.atoll.edge.batch;

import io.atoll.runtime.config.ConfigNode;

/**
 * What one batch may take up.
 *
 * @param operationsMax in it
 * @param bytesMax of its request, and of the bodies of its answers
 */
public record BatchConfig(int operationsMax, int bytesMax) {
  private static final int OPERATIONS_MAX = 1_000;
  private static final int BYTES_DEFAULT = 8 << 20;

  /** What every key is by default. */
  public static final BatchConfig DEFAULT = new BatchConfig(OPERATIONS_MAX, BYTES_DEFAULT);

  /** Reads {@code operations-max, bytes-max}. */
  public static BatchConfig read(ConfigNode node) {
    return new BatchConfig(
        node.integer("operations-max", OPERATIONS_MAX, 1, OPERATIONS_MAX),
        (int) node.size("bytes-max", BYTES_DEFAULT, 1 << 10, 64L << 20));
  }
}
