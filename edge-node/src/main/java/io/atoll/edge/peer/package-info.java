/**
 * Reads that this region can't answer yet and another can.
 *
 * <p>A <em>peer</em> is another region by the addresses of its edges, as reached from here. {@link
 * io.atoll.edge.peer.PeerReads} hands a read on to one of them, marked so that it goes no further.
 */
@NullMarked
package io.atoll.edge.peer;

import org.jspecify.annotations.NullMarked;
