package io.atoll.replication.view;

import io.atoll.core.position.Watermark;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some entries of a list in the order of their UTF-8 bytes: members of a set, or names of a
 * namespace in one partition.
 *
 * @param total how many the whole list has, by the last known; names may be past their deadline
 * @param last where the next page goes on; null: this was the last one. May be an entry that is not
 *     given, being past its deadline
 * @param watermark what of every log was applied to the partition at the read
 * @param runId the Redis that answered
 */
public record Listed(
    List<String> entries, long total, @Nullable String last, Watermark watermark, String runId) {
  public Listed {
    entries = List.copyOf(entries);
  }
}
