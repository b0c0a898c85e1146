/**
 * Who does what among a region's replicators. A <em>duty</em> is a link to a source region or the
 * applier of a partition; a replicator does it while it holds its <em>lease</em>. {@link
 * io.atoll.replication.lease.Leases} are given out by the region's Kafka, as it gives out
 * partitions to a consumer group.
 *
 * <p>A lease keeps two from doing the same work in vain. It is not what keeps results right: who
 * acts after its lease has run out, as a process does that was paused, finds itself fenced by its
 * transactional id.
 */
@NullMarked
package io.atoll.replication.lease;

import org.jspecify.annotations.NullMarked;
