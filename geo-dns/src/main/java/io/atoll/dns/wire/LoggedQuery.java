package io.atoll.dns.wire;

import io.atoll.dns.geo.Network;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What is logged of a query and its answer. Of a client only as much of the address as public
 * resolvers reveal (RFC 7871 section 11.1).
 *
 * @param fields by name, in the order in which they are logged
 */
record LoggedQuery(Map<String, Object> fields) {
  private static final int IPV4_BITS = 24;
  private static final int IPV6_BITS = 56;

  /**
   * @param reply null if there was none
   */
  static LoggedQuery of(byte[] query, byte @Nullable [] reply, Network from, Transport transport) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("transport", transport.name().toLowerCase(Locale.ROOT));
    fields.put("resolver", from.widen(bits(from)));
    fields.put("query-bytes", query.length);
    fields.put("reply-bytes", reply == null ? 0 : reply.length);
    if (reply != null) {
      describe(reply, fields);
    }
    return new LoggedQuery(fields);
  }

  private static int bits(Network network) {
    return switch (network.family()) {
      case IPV4 -> IPV4_BITS;
      case IPV6 -> IPV6_BITS;
    };
  }

  /** A reply repeats all that matters of its query. */
  private static void describe(byte[] reply, Map<String, Object> fields) {
    try {
      Message message = new Message(reply);
      Record question = message.getQuestion();
      if (question != null) {
        fields.put("name", question.getName());
        fields.put("class", DClass.string(question.getDClass()));
        fields.put("type", Type.string(question.getType()));
      }
      fields.put("rcode", Rcode.string(message.getRcode()));
      fields.put("answers", message.getSection(Section.ANSWER).size());
      if (message.getOPT() != null) {
        message.getOPT().getOptions(EDNSOption.Code.CLIENT_SUBNET).stream()
            .findFirst()
            .ifPresent(subnet -> fields.put("subnet", subnet));
      }
    } catch (IOException e) {
      fields.put("unreadable", String.valueOf(e.getMessage()));
    }
  }
}
