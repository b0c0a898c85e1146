package io.atoll.replication.view;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;

/**
 * A granted lease: until it ends, the applier tells this edge of every change to the partition
 * before it calls the change visible.
 *
 * @param runId the Redis that answered
 * @param sequence every change up to it may be missing in what the edge holds
 * @param ownIncarnation this region's log
 * @param watermark what of every log is in the view
 * @param purged the sequence number of the last change that may have been a purge; not above {@code
 *     sequence}
 */
public record Lease(
    String runId, long sequence, IncarnationId ownIncarnation, Watermark watermark, long purged) {
  /** Everything of this region's log before this offset is in the view. */
  public long ownNextOffset() {
    return watermark.next(ownIncarnation);
  }
}
