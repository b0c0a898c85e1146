package io.atoll.dns.answer;

import org.xbill.DNS.Name;

/**
 * A name and type whose answer is rendered anew with every routing.
 *
 * @param asked the name, as it stands in the zone
 */
record Slot(Served of, Name asked, Composed.ByPlace composed) {
  /** The name of the policy by which clients are sent to a region. */
  String policy() {
    return composed.set().by().policy();
  }
}
