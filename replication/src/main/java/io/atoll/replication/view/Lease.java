package io.atoll.replication.view;

import io.atoll.core.position.IncarnationId;

/**
 * A granted lease: until it ends, the applier tells this edge of every change to the partition
 * before it calls the change visible.
 *
 * @param runId the Redis that answered
 * @param sequence every change up to it may be missing in what the edge holds
 * @param ownIncarnation this region's log
 * @param ownNextOffset everything of that log before this offset is in the view
 */
public record Lease(
    String runId, long sequence, IncarnationId ownIncarnation, long ownNextOffset) {}
