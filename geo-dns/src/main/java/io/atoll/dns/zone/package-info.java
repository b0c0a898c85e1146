/**
 * What the names of a zone are.
 *
 * <p>A {@link io.atoll.dns.zone.Zone} holds static records and the <em>routed</em> names, whose
 * addresses depend on who asks. Looking up a name and type gives a {@link
 * io.atoll.dns.zone.Lookup}. The <em>apex</em> is the name of the zone itself; an <em>empty
 * non-terminal</em> is a name without records that others stand below.
 */
@NullMarked
package io.atoll.dns.zone;

import org.jspecify.annotations.NullMarked;
