/**
 * What an applier tells its region's edges over the event bus.
 *
 * <p>A <em>drop</em> ({@link io.atoll.replication.announce.Drop}) asks one edge that holds a lease
 * to let go of keys, and is answered when it has; <em>news</em> ({@link
 * io.atoll.replication.announce.Visible}) tell all edges what has become visible. One message
 * carries those of many partitions. Both may be lost: leases and their replies make up for it.
 */
@NullMarked
package io.atoll.replication.announce;

import org.jspecify.annotations.NullMarked;
