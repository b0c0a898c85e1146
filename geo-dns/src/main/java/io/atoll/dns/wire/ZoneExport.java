package io.atoll.dns.wire;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Gives whole zones to those who may have them. Blocks while one is put together. */
@FunctionalInterface
public interface ZoneExport {
  /** Gives nothing to anybody. */
  ZoneExport NONE = (_, _, _) -> Optional.empty();

  /**
   * All records of a zone in the order of a transfer (RFC 5936 section 2.2); empty if they are not
   * for this one.
   *
   * @param key the name of the secret by which it was asked for
   */
  Optional<List<Record>> export(Name zone, Name key, InetAddress to);
}
