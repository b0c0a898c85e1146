package io.atoll.replication.view;

import io.atoll.core.operation.Key;
import java.util.List;

/**
 * Some of the keys that have a cell.
 *
 * @param keys of any partition; one of several cells may be there several times
 * @param next where to go on; {@link #START}: these were the last
 * @param total about how many cells there are, in all partitions together
 * @param runId the Redis that answered
 */
public record KeyPage(List<Key> keys, String next, long total, String runId) {
  /** Where to begin. */
  public static final String START = "0";

  public KeyPage {
    keys = List.copyOf(keys);
  }

  public boolean isLast() {
    return next.equals(START);
  }
}
