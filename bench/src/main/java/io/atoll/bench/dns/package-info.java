/**
 * Atoll's name server against gdnsd and Knot: the same zone idea, the same queries by dnsperf, in
 * turn.
 *
 * <p>{@link io.atoll.bench.dns.DnsBench} is the whole of it; a {@link
 * io.atoll.bench.dns.NameServer} is one contestant; {@link io.atoll.bench.dns.Queries} are what all
 * are asked; {@link io.atoll.bench.dns.Load} asks.
 */
@NullMarked
package io.atoll.bench.dns;

import org.jspecify.annotations.NullMarked;
