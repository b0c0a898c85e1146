package io.atoll.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.dns.TestServer;
import io.atoll.dns.Zones;
import io.atoll.dns.wire.TsigKeys;
import io.atoll.runtime.net.HostPort;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
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

  private Notifier notifier(Duration wait) {
    return new Notifier(new TsigKeys(Map.of(TestServer.KEY.name(), KEY)), wait, meters);
  }

  private static Secondary at(DatagramSocket socket) {
    return new Secondary(
        Zones.APEX, new HostPort(TestServer.HOST, socket.getLocalPort()), TestServer.KEY.name());
  }

  private double count(String outcome) {
    return meters.get("atoll_dns_notifies_total").tag("outcome", outcome).counter().count();
  }

  @Test
  void aSecondaryIsToldOfTheEditionBySignedMessage() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral(TestServer.HOST))) {
      socket.setSoTimeout(20_000);
      CompletableFuture<Boolean> told =
          CompletableFuture.supplyAsync(
              () -> notifier(Duration.ofSeconds(10)).tell(at(socket), SOA));
      DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
      socket.receive(packet);
      byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
      Message notify = new Message(bytes);
      assertThat(KEY.verify(notify, bytes, null)).isEqualTo(Rcode.NOERROR);
      assertThat(notify.getHeader().getOpcode()).isEqualTo(Opcode.NOTIFY);
      assertThat(notify.getHeader().getFlag(Flags.AA)).isTrue();
      assertThat(notify.getSection(Section.ANSWER)).containsExactly(SOA);
      Message heard = new Message(notify.getHeader().getID());
      heard.getHeader().setOpcode(Opcode.NOTIFY);
      heard.getHeader().setFlag(Flags.QR);
      heard.addRecord(notify.getQuestion(), Section.QUESTION);
      KEY.apply(heard, notify.getTSIG());
      byte[] reply = heard.toWire();
      socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
      assertThat(told.get()).isTrue();
      assertThat(count("heard")).isEqualTo(1);
    }
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
