/**
 * What name servers and edges follow: versioned intent and health.
 *
 * <p>A {@link io.atoll.core.routing.RoutingTable} lists, per region, a {@link
 * io.atoll.core.routing.RegionEntry} with its state, weight and nodes, and the namespaces. Tables
 * with higher versions replace lower ones.
 */
@NullMarked
package io.atoll.core.routing;

import org.jspecify.annotations.NullMarked;
