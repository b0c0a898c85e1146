/**
 * What the names of a zone are.
 *
 * <p>A {@link io.atoll.dns.zone.Zone} holds static records and the <em>routed</em> names, whose
 * addresses depend on who asks; {@link io.atoll.dns.zone.ZoneLoader} makes it of configuration and
 * a master file, {@link io.atoll.dns.zone.ZoneRules} says what a zone must keep to. Looking up a
 * name and type gives a {@link io.atoll.dns.zone.Lookup}. The <em>apex</em> is the name of the zone
 * itself; an <em>empty non-terminal</em> is a name without records that others stand below; a
 * <em>wildcard</em> stands for names that don't exist; a {@link io.atoll.dns.zone.Delegation} hands
 * a name and all below it to other servers.
 */
@NullMarked
package io.atoll.dns.zone;

import org.jspecify.annotations.NullMarked;
