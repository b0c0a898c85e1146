package io.atoll.dns.zone;

import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * A cut: everything from a name on downwards belongs to a zone of other servers.
 *
 * @param name where the other zone begins
 * @param servers its NS records
 * @param keys its DS records; none if it isn't signed
 * @param glue addresses of those servers, as far as they lie within the zone that delegates
 */
public record Delegation(Name name, List<Record> servers, List<Record> keys, List<Record> glue) {
  public Delegation {
    servers = List.copyOf(servers);
    keys = List.copyOf(keys);
    glue = List.copyOf(glue);
  }
}
