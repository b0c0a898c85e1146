/**
 * Where a client is.
 *
 * <p>A {@link io.atoll.dns.geo.Network} is an address prefix; a {@link io.atoll.dns.geo.Place} is
 * the spot on the globe that a network stands for. {@link io.atoll.dns.geo.Locator} finds it: an
 * override of the operator first, then the {@link io.atoll.dns.geo.GeoDatabase} with the {@link
 * io.atoll.dns.geo.Countries} table, which turns a country into one point. An {@link
 * io.atoll.dns.geo.AddressMap} has a value for every address: what networks are flattened into, so
 * that asking is quick.
 */
@NullMarked
package io.atoll.dns.geo;

import org.jspecify.annotations.NullMarked;
