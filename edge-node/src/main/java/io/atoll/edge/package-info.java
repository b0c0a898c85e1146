/**
 * An edge node: a cache and gateway in front of customers' own servers, and the data API, which
 * answers reads from memory or its region's Redis and accepts writes into its region's log.
 *
 * <p>{@link io.atoll.edge.EdgeMain} is the process; {@link io.atoll.edge.EdgeNode} puts the parts
 * together, with {@link io.atoll.edge.CachedView} (what is held of the region's view) and {@link
 * io.atoll.edge.DataApi}: {@code server} (sockets and limits), {@code kv} (the data API), {@code
 * cache} (L1 under leases), {@code proxy} (the gateway's phases), {@code http} (what caching
 * decides, pure), {@code page} (stored answers), {@code shared} (those of the whole region), {@code
 * upstream} (customers' servers), {@code write} (stamp, append, wait), {@code changes} (the change
 * feed), {@code conflicts} (what lost to concurrent writes), {@code json} (values in both), {@code
 * cluster} (the applier's messages), {@code health}. To follow a request, start with {@link
 * io.atoll.edge.kv.KvHandler} or {@link io.atoll.edge.proxy.Gateway}.
 */
@NullMarked
package io.atoll.edge;

import org.jspecify.annotations.NullMarked;
