/**
 * Signatures of a zone (RFC 4034, 4035), ECDSA P-256 only (RFC 6605).
 *
 * <p>A {@link io.atoll.dns.sign.SigningKey} comes from a {@link io.atoll.dns.sign.KeyFile}; {@link
 * io.atoll.dns.sign.ZoneKeys} are all of a zone and say which of them signs what. A {@link
 * io.atoll.dns.sign.ZoneSigner} signs replies: ahead, everything that can be known ahead; on demand
 * and within a {@link io.atoll.dns.guard.Budget}, what depends on a name that isn't there. {@link
 * io.atoll.dns.sign.Denial} is how it is proved that there is nothing: compactly, one record for
 * one name (RFC 9824).
 *
 * <p>A <em>zone-signing key</em> signs the zone, a <em>key-signing key</em> only the set of keys,
 * so that the parent need not hear of each new one; a <em>combined</em> one does both.
 */
@NullMarked
package io.atoll.dns.sign;

import org.jspecify.annotations.NullMarked;
