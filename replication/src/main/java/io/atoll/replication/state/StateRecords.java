package io.atoll.replication.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How records of the state topic are told apart: a cell's key always has a slash. */
final class StateRecords {
  private static final byte[] COVERAGE_KEY = "coverage".getBytes(StandardCharsets.US_ASCII);

  private StateRecords() {}

  static byte[] coverageKey() {
    return COVERAGE_KEY.clone();
  }

  static boolean isCoverage(byte[] key) {
    return Arrays.equals(key, COVERAGE_KEY);
  }
}
