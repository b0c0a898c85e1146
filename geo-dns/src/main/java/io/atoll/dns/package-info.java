/**
 * The authoritative name server that sends each user to the nearest region that can serve them.
 *
 * <p>A query flows one way: {@link io.atoll.dns.wire} reads it, {@link io.atoll.dns.zone} says what
 * its name is, {@link io.atoll.dns.geo} says where the client is, {@link io.atoll.dns.routing}
 * ranks the regions, {@link io.atoll.dns.answer} puts the reply together. Start reading at {@link
 * io.atoll.dns.DnsMain}.
 */
@NullMarked
package io.atoll.dns;

import org.jspecify.annotations.NullMarked;
