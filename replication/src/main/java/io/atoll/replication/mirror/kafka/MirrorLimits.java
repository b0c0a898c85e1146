package io.atoll.replication.mirror.kafka;

import java.time.Duration;

/**
 * What a link may take, and how long it waits. {@link #DEFAULT} suits a WAN of up to half a second
 * of round trip.
 *
 * @param fetchBytesMax what one fetch asks for
 * @param batchBytesMax about what one transaction carries at most; as much again waits while it is
 *     committed. So little that a processor's cache and the collector's young generation hold it
 * @param fetchWaitMax how long the source keeps a fetch open when it has nothing new. A new record
 *     answers at once, so this costs no latency; it is how often a silent source proves it is there
 * @param requestTimeout after which a request to source or target is given up
 * @param silenceMax after how long without an answer the source counts as unreachable
 * @param transactionTimeout after which the target aborts what a dead link left open; until then
 *     its readers wait
 * @param retryFirst the first delay before a failed session is tried again
 * @param retryLongest the longest
 * @param yield how long a link that was fenced lets the other work: long enough to learn that its
 *     lease was lost
 * @param lookFirst how soon the peers' mirrors are looked at again after they gave something, or
 *     after the source was lost
 * @param lookLongest how long it takes at most between two such looks, as long as they may give
 *     something: while a partition is halted, the source is out of reach, or its log lives anew
 */
public record MirrorLimits(
    int fetchBytesMax,
    int batchBytesMax,
    Duration fetchWaitMax,
    Duration requestTimeout,
    Duration silenceMax,
    Duration transactionTimeout,
    Duration retryFirst,
    Duration retryLongest,
    Duration yield,
    Duration lookFirst,
    Duration lookLongest) {
  /** The largest record: a value of 1 MiB, its key and headers, and room for what a format adds. */
  static final int RECORD_BYTES_MAX = 2 << 20;

  /** Records of one transaction at most, for sources with very small ones. */
  static final int BATCH_RECORDS_MAX = 10_000;

  public static final MirrorLimits DEFAULT =
      new MirrorLimits(
          4 << 20,
          2 << 20,
          Duration.ofMillis(500),
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofMillis(100),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofMinutes(10));

  public MirrorLimits {
    if (fetchBytesMax < RECORD_BYTES_MAX) {
      throw new IllegalArgumentException(
          "fetch size %d is under the largest record's, %d"
              .formatted(fetchBytesMax, RECORD_BYTES_MAX));
    }
    if (requestTimeout.compareTo(fetchWaitMax) <= 0 || silenceMax.compareTo(fetchWaitMax) <= 0) {
      throw new IllegalArgumentException(
          "request timeout %s and longest silence %s must exceed the fetch wait %s"
              .formatted(requestTimeout, silenceMax, fetchWaitMax));
    }
  }
}
