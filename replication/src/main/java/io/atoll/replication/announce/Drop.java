package io.atoll.replication.announce;

import io.atoll.core.operation.Key;
import java.util.List;

/**
 * Keys of one partition that look different to readers than before.
 *
 * @param runId the Redis in which they changed
 * @param sequence the partition's sequence number of the change; dense, so that a lost one shows
 */
public record Drop(int partition, String runId, long sequence, List<Key> keys) {
  public Drop {
    keys = List.copyOf(keys);
  }
}
