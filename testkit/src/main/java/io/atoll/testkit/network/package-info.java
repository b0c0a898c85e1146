/**
 * A WAN of real sockets between loopback addresses: a {@link io.atoll.testkit.network.Link} carries
 * one site's connections to one target, late, until it is cut; {@link io.atoll.testkit.network.Wan}
 * has all of them.
 */
@NullMarked
package io.atoll.testkit.network;

import org.jspecify.annotations.NullMarked;
