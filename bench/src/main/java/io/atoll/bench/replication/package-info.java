/**
 * Atoll's mirror against MirrorMaker 2. Both copy the same log between the same two broker
 * processes, in turn, each in a process of its own with the same JVM flags.
 *
 * <p>{@link io.atoll.bench.replication.ReplicationBench} is where to start. A <em>catch-up</em>:
 * the warm contestant is frozen, the log grows, the contestant is thawed, and the clock runs until
 * a reader of the target can see everything. <em>Latency</em>: from handing a record to the
 * source's producer until a reader of the target has it.
 */
@NullMarked
package io.atoll.bench.replication;

import org.jspecify.annotations.NullMarked;
