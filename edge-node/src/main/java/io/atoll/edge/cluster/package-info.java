/**
 * What this edge hears from its region's applier on the event bus.
 *
 * <p>{@link io.atoll.edge.cluster.ApplierMessages} takes <em>drops</em>, which are answered once
 * the L1 has dropped the keys, and <em>applied</em> messages, which end the wait of writes. Both
 * may be lost; leases and their replies make up for it.
 */
@NullMarked
package io.atoll.edge.cluster;

import org.jspecify.annotations.NullMarked;
