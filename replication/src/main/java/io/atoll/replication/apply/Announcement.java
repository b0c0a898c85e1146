package io.atoll.replication.apply;

import io.atoll.core.operation.Key;
import io.atoll.core.position.Watermark;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What edges are to be told of one change to the view.
 *
 * @param runId the Redis that was changed
 * @param sequence the partition's sequence number with it; new if {@code seen} is not empty
 * @param holders the edges that hold a lease, and for how long still
 * @param seen the keys to drop
 * @param watermark what of every log is in the view
 * @param own what became of the own operations among it
 * @param others what became of other regions' operations
 */
record Announcement(
    String runId,
    long sequence,
    Map<String, Duration> holders,
    Set<Key> seen,
    Watermark watermark,
    List<Judged> own,
    List<Judged> others) {}
