package io.atoll.dns.transfer;

import io.atoll.runtime.config.ConfigNode;
import io.atoll.runtime.net.HostPort;
import java.net.InetAddress;
import org.xbill.DNS.Name;

/**
 * Another name server that is given a zone.
 *
 * @param zone the zone's apex
 * @param address where it is told of changes, and from whose host it asks
 * @param key the name of the secret that it shares with this server
 */
public record Secondary(Name zone, HostPort address, Name key) {
  public Secondary {
    try {
      InetAddress.ofLiteral(address.host());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "address of a secondary '%s' is a name; give its IP address".formatted(address), e);
    }
  }

  /** The address from which it asks. */
  InetAddress host() {
    return InetAddress.ofLiteral(address.host());
  }

  static Secondary read(ConfigNode node) {
    return new Secondary(
        node.parse("zone", TransferConfig::name),
        node.hostPort("address"),
        node.parse("key", TransferConfig::name));
  }
}
