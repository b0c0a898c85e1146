/**
 * What an edge keeps in memory, and when it may serve it.
 *
 * <p>The <em>L1</em> ({@link io.atoll.edge.cache.L1}) holds registers as they were read from Redis,
 * the <em>L2</em>. Entries of a partition are served only under a <em>lease</em> on it. {@code
 * LeaseState} is that protocol, pure: start there; {@link io.atoll.edge.cache.Leases} keeps the
 * leases of all partitions renewed. A <em>load</em> is a read of L2 under way: it is
 * <em>tainted</em>, and so not kept, when its key is invalidated before it ends. Reads of one key
 * at one time <em>collapse</em> into one load. Which keys there are at all is <em>known</em>
 * ({@link io.atoll.edge.cache.KnownKeys}) once a scan of L2 is through, and absent ones are not
 * loaded. {@link io.atoll.edge.cache.ReadThrough} puts it together.
 */
@NullMarked
package io.atoll.edge.cache;

import org.jspecify.annotations.NullMarked;
