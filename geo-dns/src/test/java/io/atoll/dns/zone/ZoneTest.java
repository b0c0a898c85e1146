package io.atoll.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.dns.Zones;
import io.atoll.dns.zone.Lookup.AnyType;
import io.atoll.dns.zone.Lookup.Found;
import io.atoll.dns.zone.Lookup.NoData;
import io.atoll.dns.zone.Lookup.NoSuchName;
import io.atoll.dns.zone.Lookup.Routed;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

class ZoneTest {
  private final Zone zone = Zones.test();

  @ParameterizedTest
  @CsvSource({
    "www.atoll.test.,           A,     Routed",
    "WWW.Atoll.TEST.,           A,     Routed",
    "www.atoll.test.,           AAAA,  Routed",
    "www.atoll.test.,           MX,    NoData",
    "www.atoll.test.,           ANY,   AnyType",
    "atoll.test.,               SOA,   Found",
    "atoll.test.,               NS,    Found",
    "atoll.test.,               A,     NoData",
    "atoll.test.,               DS,    NoData",
    "ns-us-east.atoll.test.,    A,     Found",
    "ns-us-east.atoll.test.,    AAAA,  NoData",
    "six.atoll.test.,           AAAA,  Found",
    "six.atoll.test.,           A,     NoData",
    "deep.atoll.test.,          A,     NoData",
    "deep.atoll.test.,          ANY,   NoData",
    "host.deep.atoll.test.,     A,     Found",
    "nothere.atoll.test.,       A,     NoSuchName",
    "nothere.atoll.test.,       ANY,   NoSuchName",
    "below.www.atoll.test.,     A,     NoSuchName"
  })
  void everyNameAndTypeHasItsLookup(String name, String type, String kind) {
    Lookup found = zone.find(Name.fromConstantString(name), Type.value(type));
    assertThat(
            switch (found) {
              case Found _ -> "Found";
              case Routed _ -> "Routed";
              case AnyType _ -> "AnyType";
              case NoData _ -> "NoData";
              case NoSuchName _ -> "NoSuchName";
            })
        .isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "atoll.test., true",
    "ATOLL.test., true",
    "a.b.atoll.test., true",
    "test., false",
    "notatoll.test., false",
    "., false"
  })
  void aZoneContainsItsApexAndWhatIsBelow(String name, boolean contained) {
    assertThat(zone.contains(Name.fromConstantString(name))).isEqualTo(contained);
  }

  @Test
  void nameServersComeWithTheirAddresses() {
    Found found = (Found) zone.find(zone.apex(), Type.NS);
    assertThat(found.answer()).hasSize(2);
    assertThat(found.additional())
        .extracting(Record::rdataToString)
        .containsExactlyInAnyOrder("127.0.1.53", "127.0.2.53");
  }

  @Test
  void negativeAnswersLiveAsLongAsTheSoaSays() {
    SOARecord soa = (SOARecord) zone.negativeSoa();
    assertThat(soa.getTTL()).isEqualTo(30);
    assertThat(soa.getMinimum()).isEqualTo(30);
    assertThat(soa.getHost()).isEqualTo(Name.fromConstantString("ns-us-east.atoll.test."));
  }

  @Test
  void aRoutedNameCanNotHaveAddressesOfItsOwn() {
    assertThatThrownBy(() -> new Zone(config("www", "www")))
        .hasMessageContaining("www.atoll.test. is routed and has addresses of its own");
  }

  @Test
  void aNameOutsideTheZoneIsRefused() {
    assertThatThrownBy(() -> new Zone(config("www.example.org.", "x")))
        .hasMessageContaining("'www.example.org.' is not a name within zone atoll.test.");
  }

  @Test
  void theApexItselfCanBeRouted() {
    Zone apex = new Zone(config("@", "x"));
    assertThat(apex.find(apex.apex(), Type.A)).isInstanceOf(Routed.class);
    assertThat(apex.find(apex.apex(), Type.NS)).isInstanceOf(Found.class);
  }

  private static ZoneConfig config(String routed, String host) {
    InetAddress address = InetAddress.ofLiteral("192.0.2.1");
    return new ZoneConfig(
        Name.fromConstantString("atoll.test."),
        List.of(new ZoneConfig.Host("ns", address)),
        List.of(routed),
        List.of(new ZoneConfig.Host(host, address)),
        Duration.ofSeconds(5),
        Duration.ofMinutes(5),
        Duration.ofSeconds(30));
  }
}
