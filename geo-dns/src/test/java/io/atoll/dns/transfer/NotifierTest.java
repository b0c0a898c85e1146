package io.atoll.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.dns.OwnHost;
import io.atoll.dns.TestServer;
import io.atoll.dns.Zones;
import io.atoll.runtime.net.HostPort;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;

class NotifierTest {
  private static final TSIG KEY = TestServer.KEY.key();
  private static final SOARecord SOA = Zones.test().withSerial(42).soa();

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  /** Another address of the loopback than the one that the system would choose. */
  private static final InetAddress OWN = InetAddress.ofLiteral(OwnHost.ADDRESS);

  private Notifier notifier(Duration wait) {
    return new Notifier(TestServer.KEY.keys(), OWN, wait, meters);
  }

  private static Secondary at(DatagramSocket socket) {
    return new Secondary(
        Zones.APEX, new HostPort(TestServer.HOST, socket.getLocalPort()), TestServer.KEY.name());
  }

  private double count(String outcome) {
    return meters.get("atoll_dns_notifies_total").tag("outcome", outcome).counter().count();
  }

  @ParameterizedTest
  @CsvSource({"NOERROR, heard", "NOTAUTH, refused"})
  void aSecondaryIsToldOfTheEditionBySignedMessage(String rcode, String outcome) throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral(TestServer.HOST))) {
      socket.setSoTimeout(20_000);
      CompletableFuture<Boolean> told =
          CompletableFuture.supplyAsync(
              () -> notifier(Duration.ofSeconds(10)).tell(at(socket), SOA));
      DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
      socket.receive(packet);
      assertThat(packet.getAddress()).isEqualTo(OWN);
      byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
      Message notify = new Message(bytes);
      assertThat(KEY.verify(notify, bytes, null)).isEqualTo(Rcode.NOERROR);
      assertThat(notify.getHeader().getOpcode()).isEqualTo(Opcode.NOTIFY);
      assertThat(notify.getHeader().getFlag(Flags.AA)).isTrue();
      assertThat(notify.getSection(Section.ANSWER)).containsExactly(SOA);
      byte[] reply = reply(notify, Rcode.value(rcode));
      socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
      assertThat(told.get()).isEqualTo(outcome.equals("heard"));
      assertThat(count(outcome)).isEqualTo(1);
    }
  }

  private static byte[] reply(Message notify, int rcode) {
    Message reply = new Message(notify.getHeader().getID());
    reply.getHeader().setOpcode(Opcode.NOTIFY);
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setRcode(rcode);
    reply.addRecord(notify.getQuestion(), Section.QUESTION);
    KEY.apply(reply, notify.getTSIG());
    return reply.toWire();
  }

  @Test
  void aSecondaryThatDoesNotAnswerIsToldFiveTimesAndGivenUp() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral(TestServer.HOST))) {
      assertThat(notifier(Duration.ofMillis(10)).tell(at(socket), SOA)).isFalse();
      assertThat(count("unheard")).isEqualTo(1);
      socket.setSoTimeout(5_000);
      for (int i = 0; i < 5; i++) {
        socket.receive(new DatagramPacket(new byte[4_096], 4_096));
      }
    }
  }
}
