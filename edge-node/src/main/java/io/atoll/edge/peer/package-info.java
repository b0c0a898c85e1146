/**
 * What this region needs others for: reads that it can't answer yet, and copies of what it writes.
 *
 * <p>A <em>peer</em> is another region by the addresses of its edges, as reached from here. {@link
 * io.atoll.edge.peer.PeerReads} hands a read on to one of them, marked so that it goes no further.
 * {@link io.atoll.edge.peer.Confirmations} waits until one of them has a write, by asking a {@link
 * io.atoll.edge.peer.Witness} for each.
 */
@NullMarked
package io.atoll.edge.peer;

import org.jspecify.annotations.NullMarked;
