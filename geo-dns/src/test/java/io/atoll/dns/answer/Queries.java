package io.atoll.dns.answer;

import io.atoll.dns.geo.Network;
import io.atoll.dns.wire.ClientSubnet;
import io.atoll.dns.wire.Edns;
import io.atoll.dns.wire.Header;
import io.atoll.dns.wire.Query;
import io.atoll.dns.wire.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Queries as an {@link Answerer} is asked them, and what is read of its replies. */
final class Queries {
  private Queries() {}

  static Query query(String name, int type) {
    return query(name, type, DClass.IN, 0, null);
  }

  static Query query(String name, int type, int dnsClass, int id, @Nullable ClientSubnet subnet) {
    Edns edns =
        subnet == null ? null : new Edns(0, 1232, false, false, subnet, null, false, false, false);
    return new Query(new Header(id, 0), Name.fromConstantString(name), type, dnsClass, edns);
  }

  static ClientSubnet subnet(String text) {
    Network network = Network.parse(text);
    return new ClientSubnet(network.family().number(), network);
  }

  static List<String> addresses(Reply reply) {
    return reply.answer().stream().map(Record::rdataToString).toList();
  }
}
