package io.atoll.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.dns.TestServer;
import io.atoll.dns.routing.Tables;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TcpKeepaliveOption;
import org.xbill.DNS.Type;

/** Options other than the client subnet: which server, how long, and what is wrong. */
class EdnsOptionsTest {
  private static final InetAddress FROM = InetAddress.ofLiteral("81.2.69.160");
  private static final EDNSOption ASK_IDENTITY =
      new GenericEDNSOption(EDNSOption.Code.NSID, new byte[0]);
  private static final EDNSOption ASK_KEEPALIVE =
      new GenericEDNSOption(EDNSOption.Code.TCP_KEEPALIVE, new byte[0]);

  private final TestServer server = new TestServer(WireLimits.DEFAULT);

  @AfterEach
  void stop() {
    server.close();
  }

  private Message ask(String name, Transport transport, EDNSOption... options) throws IOException {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromConstantString(name), Type.A, DClass.IN));
    query.addRecord(new OPTRecord(1232, 0, 0, 0, List.of(options)), Section.ADDITIONAL);
    return new Message(
        Objects.requireNonNull(server.messages().handle(query.toWire(), FROM, transport)));
  }

  @Test
  void aServerSaysWhoItIsOnlyIfAsked() throws IOException {
    server.follow(Tables.allUp(1));
    List<EDNSOption> told =
        ask("www.atoll.test.", Transport.UDP, ASK_IDENTITY)
            .getOPT()
            .getOptions(EDNSOption.Code.NSID);
    assertThat(told).hasSize(1);
    assertThat(new String(told.getFirst().toWire(), StandardCharsets.UTF_8))
        .endsWith(TestServer.IDENTITY);
    assertThat(ask("www.atoll.test.", Transport.UDP).getOPT().getOptions()).isEmpty();
  }

  @Test
  void keepaliveIsToldOverTcpAndNeverOverUdp() throws IOException {
    server.follow(Tables.allUp(1));
    TcpKeepaliveOption told =
        (TcpKeepaliveOption)
            ask("www.atoll.test.", Transport.TCP, ASK_KEEPALIVE)
                .getOPT()
                .getOptions(EDNSOption.Code.TCP_KEEPALIVE)
                .getFirst();
    assertThat(told.getTimeout().orElseThrow()).isEqualTo(100);
    assertThat(ask("www.atoll.test.", Transport.UDP, ASK_KEEPALIVE).getOPT().getOptions())
        .isEmpty();
  }

  @Test
  void aKeepaliveOfTheClientsChoiceIsMalformed() throws IOException {
    EDNSOption chosen = new GenericEDNSOption(EDNSOption.Code.TCP_KEEPALIVE, new byte[2]);
    assertThat(ask("www.atoll.test.", Transport.TCP, chosen).getRcode()).isEqualTo(Rcode.FORMERR);
  }

  @Test
  void failuresSayWhatLiesBehindThem() throws IOException {
    assertThat(extended(ask("www.atoll.test.", Transport.UDP))).isEqualTo(14);
    assertThat(extended(ask("www.example.org.", Transport.UDP))).isEqualTo(20);
    server.follow(Tables.allUp(1));
    assertThat(ask("www.atoll.test.", Transport.UDP).getOPT().getOptions()).isEmpty();
  }

  private static int extended(Message reply) {
    return ((ExtendedErrorCodeOption)
            reply.getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).getFirst())
        .getErrorCode();
  }
}
