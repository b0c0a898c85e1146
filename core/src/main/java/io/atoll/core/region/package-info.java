/**
 * Where things are.
 *
 * <p>A <em>region</em> is one failure domain: edge nodes, a Kafka, a Redis, a controller, a name
 * server and a replicator. {@link io.atoll.core.region.RegionId} names it everywhere; {@link
 * io.atoll.core.region.Coordinates} place it on the globe.
 */
@NullMarked
package io.atoll.core.region;

import org.jspecify.annotations.NullMarked;
