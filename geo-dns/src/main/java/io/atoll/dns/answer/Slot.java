package io.atoll.dns.answer;

import org.xbill.DNS.Name;

/**
 * A name and type whose answer is rendered anew with every routing.
 *
 * @param asked the name, as it stands in the zone
 */
record Slot(Served of, Name asked, Composed.ByPlace composed) {}
