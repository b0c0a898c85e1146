/**
 * The cluster inside one region: its replicator and its edges, on one event bus.
 *
 * <p>A {@link io.atoll.replication.cluster.RegionCluster} says where a process listens and whom it
 * asks for the others, and makes the Hazelcast member that Vert.x's event bus runs on. Messages on
 * that bus may be lost, and a member may miss one for good: whoever uses it must bound the damage,
 * as L1 leases do.
 */
@NullMarked
package io.atoll.replication.cluster;

import org.jspecify.annotations.NullMarked;
