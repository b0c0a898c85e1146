/**
 * The authoritative name server that sends each user to the nearest region that can serve them.
 *
 * <p>A query flows one way: {@link io.atoll.dns.wire} reads it, {@link io.atoll.dns.answer} finds
 * its answer among those made ahead, {@link io.atoll.dns.wire} sends it, if {@link
 * io.atoll.dns.guard} lets it. What is made ahead is put together from {@link io.atoll.dns.zone},
 * which says what names are, {@link io.atoll.dns.geo}, which says where clients are, and {@link
 * io.atoll.dns.routing}, which says where they are sent; {@link io.atoll.dns.sign} signs it, and
 * {@link io.atoll.dns.reload} sees when files have changed. Start reading at {@code Assembly}.
 */
@NullMarked
package io.atoll.dns;

import org.jspecify.annotations.NullMarked;
