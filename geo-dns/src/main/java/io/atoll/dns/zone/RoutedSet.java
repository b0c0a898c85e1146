package io.atoll.dns.zone;

import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SVCBBase;

/**
 * A record set of a routed name: its addresses, or its HTTPS or SVCB records, which carry the same
 * addresses as hints (RFC 9460 section 7.3), so that both are always of one region.
 *
 * @param owner the routed name, as it stands in the zone
 * @param templates of HTTPS and SVCB: the records without hints
 */
public record RoutedSet(Name owner, int type, RoutedName by, List<Record> templates) {
  public RoutedSet {
    templates = List.copyOf(templates);
  }

  /** Whether a record is of a service at its owner's own addresses, and no mere alias. */
  public static boolean takesHints(SVCBBase service, Name owner) {
    Name target = service.getTargetName();
    return service.getSvcPriority() > 0 && (target.equals(Name.root) || target.equals(owner));
  }
}
