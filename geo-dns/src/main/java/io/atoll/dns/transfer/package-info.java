/**
 * Zones for other name servers, which can't route: {@link io.atoll.dns.transfer.Secondary} is one
 * of those, {@link io.atoll.dns.transfer.Transfers} gives them whole zones (RFC 5936). An
 * <em>edition</em> is a zone as it was for a while; {@link io.atoll.dns.transfer.Editions} numbers
 * them, and {@link io.atoll.dns.transfer.Announcements} has secondaries told of each (RFC 1996).
 * Both sides know each other by a secret (RFC 8945).
 */
@NullMarked
package io.atoll.dns.transfer;

import org.jspecify.annotations.NullMarked;
