/**
 * An edge node: answers reads from memory or its region's Redis, and accepts writes into its
 * region's log.
 *
 * <p>{@link io.atoll.edge.EdgeMain} is the process; {@link io.atoll.edge.EdgeNode} puts the parts
 * together: {@code server} (sockets and limits), {@code kv} (the data API), {@code cache} (L1 under
 * leases), {@code write} (stamp, append, wait), {@code cluster} (the applier's messages), {@code
 * health}. To follow a request, start with {@link io.atoll.edge.kv.KvHandler}.
 */
@NullMarked
package io.atoll.edge;

import org.jspecify.annotations.NullMarked;
