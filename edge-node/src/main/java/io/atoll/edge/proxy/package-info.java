/**
 * The gateway: requests for customers' hosts, answered from memory or by their upstreams.
 *
 * <p>A request passes these phases, in this order, each of which may answer it: {@link
 * io.atoll.edge.proxy.Gateway} (which route), {@link io.atoll.edge.proxy.LookupPhase} (what is
 * stored and may be used), {@link io.atoll.edge.proxy.PartsPhase} (what is stored in parts), {@link
 * io.atoll.edge.proxy.FetchPhase} (ask the upstream, once for all who wait) or {@link
 * io.atoll.edge.proxy.ForwardPhase} (ask it for this client alone). Answers are sent by {@link
 * io.atoll.edge.proxy.PageAnswer} (a stored one), {@link io.atoll.edge.proxy.SharedAnswer} (one
 * that comes and is shared) and {@link io.atoll.edge.proxy.Relay} (one that is passed on). What is
 * decided is in {@code http}, what is stored in {@code page}. A {@link io.atoll.edge.proxy.Visit}
 * is one request on its way.
 */
@NullMarked
package io.atoll.edge.proxy;

import org.jspecify.annotations.NullMarked;
