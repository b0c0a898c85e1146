/**
 * Which region a user is sent to: pure decisions over a routing table and a place.
 *
 * <p>{@link io.atoll.dns.routing.Routing} is the state a name server decides by: the newest table,
 * and the last one by which somebody could be served. A {@link io.atoll.dns.routing.Target} is a
 * region that may be named in an answer; a {@link io.atoll.dns.routing.Candidate} is any region,
 * ranked, with the reason why it may or may not. A {@link io.atoll.dns.routing.Policy} says which
 * regions a name prefers: in which {@link io.atoll.dns.routing.Order}, and which clients are pinned
 * to one. A {@link io.atoll.dns.routing.Ramp} moves users gradually from one table's regions to the
 * next one's. A {@link io.atoll.dns.routing.Choice} is the regions that users of one place are sent
 * to, each with the share that it takes: a {@link io.atoll.dns.routing.Ladder} of one after the
 * other, or a {@link io.atoll.dns.routing.Draw} among all. {@link io.atoll.dns.routing.AllDown} is
 * what is answered when no region serves.
 */
@NullMarked
package io.atoll.dns.routing;

import org.jspecify.annotations.NullMarked;
