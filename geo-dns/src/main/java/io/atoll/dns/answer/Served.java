package io.atoll.dns.answer;

import io.atoll.dns.sign.ZoneSigner;
import io.atoll.dns.zone.Zone;
import org.jspecify.annotations.Nullable;

/**
 * A zone that is answered for.
 *
 * @param signer absent if the zone isn't signed
 */
public record Served(Zone zone, @Nullable ZoneSigner signer) {}
