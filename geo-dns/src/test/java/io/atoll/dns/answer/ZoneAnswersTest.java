package io.atoll.dns.answer;

import static io.atoll.dns.answer.Queries.addresses;
import static io.atoll.dns.answer.Queries.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.dns.Zones;
import io.atoll.dns.geo.GeoDatabase;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Prefixes;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.wire.Reply;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.dns.zone.ZoneLoader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** What zones say of names, whoever asks. */
class ZoneAnswersTest {
  private static final InetAddress BRITISH = InetAddress.ofLiteral("81.2.69.160");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Answerer answerer =
      new Answerer(
          new Locator(new Prefixes<>(List.of()), GeoDatabase.bundled()),
          Tables.EU_WEST,
          new RegionMeters(meters),
          Zones.rules(),
          System::nanoTime);

  @BeforeEach
  void load() {
    answerer.replace(List.of(new Served(Zones.test(), null)));
  }

  @Test
  void negativeAnswersCarryTheSoa() {
    Reply nameError = ask("nothere.atoll.test.", Type.A, BRITISH);
    assertThat(nameError.rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(nameError.authority()).extracting(Record::getType).containsExactly(Type.SOA);
    Reply emptyNonTerminal = ask("deep.atoll.test.", Type.A, BRITISH);
    assertThat(emptyNonTerminal.rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(emptyNonTerminal.authority()).extracting(Record::getType).containsExactly(Type.SOA);
  }

  @Test
  void otherZonesClassesAndTransfersAreRefused() {
    assertThat(ask("example.org.", Type.A, BRITISH).rcode()).isEqualTo(Rcode.REFUSED);
    assertThat(ask(".", Type.NS, BRITISH).rcode()).isEqualTo(Rcode.REFUSED);
    assertThat(ask("atoll.test.", Type.AXFR, BRITISH).rcode()).isEqualTo(Rcode.REFUSED);
    assertThat(ask("atoll.test.", Type.IXFR, BRITISH).rcode()).isEqualTo(Rcode.REFUSED);
    assertThat(
            answerer
                .reply(query("version.bind.", Type.TXT, DClass.CHAOS, 0, null), BRITISH)
                .rcode())
        .isEqualTo(Rcode.REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    // Aliases are followed within the zone, routed names included; outside, the client asks again.
    "alias,      A,    NOERROR,  1, www.atoll.test. 127.0.2.1 127.0.2.2",
    "alias2,     A,    NOERROR,  1, alias.atoll.test. www.atoll.test. 127.0.2.1 127.0.2.2",
    "alias,      MX,   NOERROR,  0, www.atoll.test.",
    "still,      AAAA, NOERROR,  0, six.atoll.test. 2001:db8:0:0:0:0:0:1",
    "outside,    A,    NOERROR,  0, www.example.org.",
    "dangling,   A,    NXDOMAIN, 0, nothere.atoll.test.",
    "service,    HTTPS, NOERROR, 0, 0 www.atoll.test.",
    "a.wild,     TXT,  NOERROR,  0, '\"found\"'",
    "a.wild,     A,    NOERROR,  0, ''",
    "x.y.also,   A,    NOERROR,  1, www.atoll.test. 127.0.2.1 127.0.2.2",
    "ada.customers, A, NOERROR,  1, 127.0.2.1 127.0.2.2",
    "sub,        DS,   NOERROR,  0, ''"
  })
  void everyKindOfNameHasItsAnswer(
      String label, String type, String rcode, int routed, String data) {
    answerer.follow(Tables.allUp(1));
    String name = label + ".Atoll.test.";
    Reply reply = ask(name, Type.value(type), BRITISH);
    assertThat(Rcode.string(reply.rcode())).isEqualTo(rcode);
    assertThat(String.join(" ", addresses(reply))).isEqualTo(data);
    assertThat(reply.authoritative()).isTrue();
    if (!reply.answer().isEmpty()) {
      assertThat(reply.answer().getFirst().getName()).hasToString(name);
    }
    assertThat(
            meters.find("atoll_dns_routed_answers_total").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum())
        .isEqualTo(routed);
  }

  @Test
  void aCircleOfAliasesEnds() {
    assertThat(ask("circle.atoll.test.", Type.A, BRITISH).answer()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"sub, NS", "sub, A", "x.sub, A", "ns.sub, A", "x.y.sub, DS"})
  void aDelegatedNameIsReferred(String label, String type) {
    Reply reply = ask(label + ".atoll.test.", Type.value(type), BRITISH);
    assertThat(reply.authoritative()).isFalse();
    assertThat(reply.answer()).isEmpty();
    assertThat(reply.authority())
        .extracting(Record::rdataToString)
        .containsExactlyInAnyOrder("ns.sub.atoll.test.", "ns.example.org.");
    assertThat(reply.additional())
        .extracting(record -> record.getName() + " " + record.rdataToString())
        .containsExactly("ns.sub.atoll.test. 192.0.2.53");
  }

  @Test
  void severalZonesAreAnsweredForAndTheNearestApexWins() {
    answerer.replace(
        List.of(
            other("example.org.", "www", "192.0.2.10"),
            other("sub.atoll.test.", "www", "192.0.2.11"),
            other("safe.atoll.test.", "www", "192.0.2.12")));
    assertThat(addresses(ask("www.example.org.", Type.A, BRITISH))).containsExactly("192.0.2.10");
    assertThat(addresses(ask("www.sub.atoll.test.", Type.A, BRITISH)))
        .containsExactly("192.0.2.11");
    assertThat(ask("no.sub.atoll.test.", Type.A, BRITISH).authority())
        .extracting(record -> record.getName().toString())
        .containsExactly("sub.atoll.test.");
    assertThat(ask("no.atoll.test.", Type.A, BRITISH).rcode()).isEqualTo(Rcode.NXDOMAIN);
    // The parent has the keys, also where one server has both zones.
    assertThat(ask("safe.atoll.test.", Type.DS, BRITISH).answer()).hasSize(1);
  }

  @Test
  void aZoneThatIsReplacedIsAnsweredByItsNewRecordsAtOnce() {
    answerer.replace(List.of(other("atoll.test.", "fresh", "192.0.2.20")));
    assertThat(addresses(ask("fresh.atoll.test.", Type.A, BRITISH))).containsExactly("192.0.2.20");
    assertThat(ask("six.atoll.test.", Type.AAAA, BRITISH).rcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  private static Served other(String apex, String name, String address) {
    ZoneConfig config =
        new ZoneConfig(
            Name.fromConstantString(apex),
            Optional.empty(),
            List.of(Zones.host("ns", "192.0.2.53")),
            List.of(),
            List.of(Zones.host(name, address)),
            ZoneConfig.TTL_DEFAULT,
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Optional.empty());
    return new Served(new ZoneLoader(config).load(), null);
  }

  private Reply ask(String name, int type, InetAddress from) {
    return answerer.reply(query(name, type), from);
  }
}
