package io.atoll.dns.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.dns.TestServer;
import io.atoll.dns.wire.Transport;
import io.atoll.dns.wire.WireLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** Queries without a question, for a cookie (RFC 7873 section 5.4). */
class CookieOnlyTest {
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.7");
  private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.8");

  private final TestServer server = new TestServer(WireLimits.DEFAULT);

  @AfterEach
  void stop() {
    server.close();
  }

  private Message ask(InetAddress from, EDNSOption... options) throws IOException {
    Message query = new Message(4711);
    query.addRecord(new OPTRecord(1232, 0, 0, 0, List.of(options)), Section.ADDITIONAL);
    Message reply = new Message(server.messages().handle(query.toWire(), from, Transport.UDP));
    assertThat(reply.getHeader().getID()).isEqualTo(4711);
    assertThat(reply.getQuestion()).isNull();
    return reply;
  }

  private static EDNSOption cookie(byte... data) {
    return new GenericEDNSOption(EDNSOption.Code.COOKIE, data);
  }

  private static byte[] cookie(Message reply) {
    byte[] wire = reply.getOPT().getOptions(EDNSOption.Code.COOKIE).getFirst().toWire();
    return Arrays.copyOfRange(wire, 4, wire.length);
  }

  @Test
  void aClientIsGivenACookieThatIsGoodAtItsOwnAddressOnly() throws IOException {
    Message first =
        ask(
            CLIENT,
            cookie((byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5, (byte) 6, (byte) 7, (byte) 8));
    assertThat(first.getRcode()).isEqualTo(Rcode.NOERROR);
    byte[] own = cookie(first);
    assertThat(own).hasSize(24).startsWith(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(ask(CLIENT, cookie(own)).getRcode()).isEqualTo(Rcode.NOERROR);
    Message stolen = ask(OTHER, cookie(own));
    assertThat(stolen.getRcode()).isEqualTo(Rcode.BADCOOKIE);
    assertThat(ask(OTHER, cookie(cookie(stolen))).getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void withoutACookieOrWithABrokenOneItIsNoQuery() throws IOException {
    assertThat(ask(CLIENT).getRcode()).isEqualTo(Rcode.FORMERR);
    assertThat(ask(CLIENT, cookie(new byte[12])).getRcode()).isEqualTo(Rcode.FORMERR);
    byte[] bare = new Message(4711).toWire();
    Message reply = new Message(server.messages().handle(bare, CLIENT, Transport.UDP));
    assertThat(reply.getRcode()).isEqualTo(Rcode.FORMERR);
    assertThat(reply.getOPT()).isNull();
  }
}
