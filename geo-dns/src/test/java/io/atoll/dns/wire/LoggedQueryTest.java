package io.atoll.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.dns.TestServer;
import io.atoll.dns.geo.Network;
import io.atoll.dns.routing.Tables;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class LoggedQueryTest {
  private final TestServer server = new TestServer(WireLimits.DEFAULT).follow(Tables.allUp(1));

  @AfterEach
  void stop() {
    server.close();
  }

  private Map<String, Object> logged(byte[] query, String from) {
    InetAddress resolver = InetAddress.ofLiteral(from);
    byte[] reply = server.messages().handle(query, resolver, Transport.TCP);
    return LoggedQuery.of(query, reply, Network.of(resolver), Transport.TCP).fields();
  }

  @Test
  void whatWasAskedAndAnsweredIsLoggedAndOfTheAddressOnlyTheNetwork() throws IOException {
    Name name = Name.fromConstantString("www.atoll.test.");
    Message query = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN));
    query.addRecord(
        new OPTRecord(
            1232, 0, 0, 0, List.of(new ClientSubnetOption(24, InetAddress.ofLiteral("81.2.69.0")))),
        Section.ADDITIONAL);
    Map<String, Object> fields = logged(query.toWire(), "198.51.100.77");
    assertThat(fields)
        .containsEntry("transport", "tcp")
        .containsEntry("resolver", Network.parse("198.51.100.0/24"))
        .containsEntry("name", name)
        .containsEntry("class", "IN")
        .containsEntry("type", "A")
        .containsEntry("rcode", "NOERROR")
        .containsEntry("answers", 2)
        .containsKeys("query-bytes", "reply-bytes", "subnet");
    assertThat(String.valueOf(fields.get("subnet"))).contains("81.2.69.0/24");
    assertThat(logged(query.toWire(), "2001:db8:1:2:3:4:5:6"))
        .containsEntry("resolver", Network.parse("2001:db8:1::/56"));
  }

  @Test
  void silenceIsLoggedToo() {
    assertThat(logged(new byte[5], "198.51.100.77"))
        .containsEntry("query-bytes", 5)
        .containsEntry("reply-bytes", 0)
        .doesNotContainKey("rcode");
  }
}
