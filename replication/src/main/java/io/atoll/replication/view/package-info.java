/**
 * The cells of this region as edges see them.
 *
 * <p>{@link io.atoll.replication.view.View} is the port: it reads cells, gives out the stamps of
 * writes, and the <em>leases</em> under which an edge may serve from its own memory. Every answer
 * comes from a Redis that an applier has filled and <em>adopted</em>, named by its <em>run id</em>:
 * a restarted Redis has another, and is refused until it is filled again. The <em>sequence
 * number</em> counts what the applier changed in a partition: an edge that has dropped everything
 * up to it holds nothing stale.
 */
@NullMarked
package io.atoll.replication.view;

import org.jspecify.annotations.NullMarked;
