/**
 * Two connections that have become one: a {@link io.atoll.edge.tunnel.Tunnel} passes bytes from
 * each {@link io.atoll.edge.tunnel.TunnelEnd} to the other and looks at none of them. An end begins
 * <em>held</em>, while it is not known yet what it is to be joined to.
 */
@NullMarked
package io.atoll.edge.tunnel;

import org.jspecify.annotations.NullMarked;
