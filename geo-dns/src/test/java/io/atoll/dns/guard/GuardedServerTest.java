package io.atoll.dns.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.dns.TestServer;
import io.atoll.dns.Zones;
import io.atoll.dns.answer.Served;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.wire.WireLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Cookies and the limit of answers, over sockets. */
class GuardedServerTest {
  /** In as much time as a test takes, not one more answer is due. */
  private static final int PER_SECOND = 1;

  private final TestServer server =
      new TestServer(
              new WireLimits(1232, 16, 16, Duration.ofSeconds(10), 1),
              new Served(Zones.test(), null),
              new GuardConfig(Optional.empty(), PER_SECOND))
          .follow(Tables.allUp(1));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aClientWithACookieOfThisServersIsNotLimited() throws IOException {
    byte[] own = {1, 2, 3, 4, 5, 6, 7, 8};
    byte[] cookie = cookie(ask(server.client(), own));
    assertThat(cookie).hasSize(24).startsWith(own);
    for (int i = 0; i < 50; i++) {
      Message answer = ask(server.client(), cookie);
      assertThat(answer.getSection(Section.ANSWER)).hasSize(2);
      assertThat(cookie(answer)).hasSize(24);
    }
  }

  @Test
  void aClientWithoutOneIsToldToAskOverTcpAndAnsweredThere() throws IOException {
    ask(server.client(), null);
    SimpleResolver patient = server.client();
    patient.setTimeout(Duration.ofSeconds(1));
    boolean truncated = false;
    for (int i = 0; i < 20 && !truncated; i++) {
      try {
        truncated = ask(patient, null).getHeader().getFlag(Flags.TC);
      } catch (IOException e) {
        // One of those that are dropped.
        assertThat(e).hasMessageContaining("imed out");
      }
    }
    assertThat(truncated).isTrue();
    SimpleResolver tcp = server.client();
    tcp.setTCP(true);
    assertThat(ask(tcp, null).getSection(Section.ANSWER)).hasSize(2);
    assertThat(
            server.meters().get("atoll_dns_limited_answers_total").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum())
        .isPositive();
  }

  @Test
  void aCookieOfNoPossibleLengthIsMalformed() throws IOException {
    assertThat(ask(server.client(), new byte[12]).getRcode()).isEqualTo(Rcode.FORMERR);
  }

  @Test
  void overTcpAndBesideOtherOptionsThereAreCookiesToo() throws IOException {
    SimpleResolver tcp = server.client();
    tcp.setTCP(true);
    assertThat(cookie(ask(tcp, new byte[8]))).hasSize(24);
  }

  private static byte[] cookie(Message message) {
    byte[] wire = message.getOPT().getOptions(EDNSOption.Code.COOKIE).getFirst().toWire();
    // Behind code and length.
    return Arrays.copyOfRange(wire, 4, wire.length);
  }

  private static Message ask(SimpleResolver client, byte @Nullable [] cookie) throws IOException {
    Message query =
        Message.newQuery(
            Record.newRecord(Name.fromConstantString("www.atoll.test."), Type.A, DClass.IN));
    if (cookie != null) {
      EDNSOption option = new GenericEDNSOption(EDNSOption.Code.COOKIE, cookie);
      query.addRecord(new OPTRecord(1232, 0, 0, 0, List.of(option)), Section.ADDITIONAL);
    }
    return client.send(query);
  }
}
