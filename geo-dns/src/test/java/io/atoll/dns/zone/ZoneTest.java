package io.atoll.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.dns.Zones;
import io.atoll.dns.zone.Lookup.Alias;
import io.atoll.dns.zone.Lookup.Delegated;
import io.atoll.dns.zone.Lookup.Found;
import io.atoll.dns.zone.Lookup.NoData;
import io.atoll.dns.zone.Lookup.NoSuchName;
import io.atoll.dns.zone.Lookup.Routed;
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
    "www.atoll.test.,           HTTPS, Routed",
    "www.atoll.test.,           MX,    NoData",
    "service.atoll.test.,       HTTPS, Found",
    "atoll.test.,               SOA,   Found",
    "atoll.test.,               NS,    Found",
    "atoll.test.,               A,     NoData",
    "atoll.test.,               DS,    NoData",
    "ns-us-east.atoll.test.,    A,     Found",
    "ns-us-east.atoll.test.,    AAAA,  NoData",
    "six.atoll.test.,           AAAA,  Found",
    "six.atoll.test.,           A,     NoData",
    "deep.atoll.test.,          A,     NoData",
    "host.deep.atoll.test.,     A,     Found",
    "nothere.atoll.test.,       A,     NoSuchName",
    "below.www.atoll.test.,     A,     NoSuchName",
    "alias.atoll.test.,         A,     Alias",
    "alias.atoll.test.,         MX,    Alias",
    "alias.atoll.test.,         CNAME, Found",
    // A wildcard stands for names of any depth, but not for ones that exist (RFC 4592).
    "a.wild.atoll.test.,        TXT,   Found",
    "a.b.wild.atoll.test.,      TXT,   Found",
    "a.wild.atoll.test.,        A,     NoData",
    "there.wild.atoll.test.,    TXT,   NoData",
    "below.there.wild.atoll.test., TXT, NoSuchName",
    "wild.atoll.test.,          TXT,   NoData",
    "*.wild.atoll.test.,        TXT,   Found",
    "a.also.atoll.test.,        A,     Alias",
    "a.customers.atoll.test.,   A,     Routed",
    // From a cut on downwards all is another server's matter, but for the cut's keys.
    "sub.atoll.test.,           A,     Delegated",
    "sub.atoll.test.,           NS,    Delegated",
    "sub.atoll.test.,           DS,    NoData",
    "ns.sub.atoll.test.,        A,     Delegated",
    "a.b.sub.atoll.test.,       DS,    Delegated",
    "safe.atoll.test.,          DS,    Found"
  })
  void everyNameAndTypeHasItsLookup(String name, String type, String kind) {
    Lookup found = zone.find(Name.fromConstantString(name), Type.value(type));
    assertThat(
            switch (found) {
              case Found _ -> "Found";
              case Routed _ -> "Routed";
              case Alias _ -> "Alias";
              case Delegated _ -> "Delegated";
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
  void aDelegationHasTheAddressesThatNobodyElseCanTell() {
    Delegated found = (Delegated) zone.find(Name.fromConstantString("x.sub.atoll.test."), Type.A);
    assertThat(found.delegation().servers()).hasSize(2);
    assertThat(found.delegation().glue())
        .extracting(Record::rdataToString)
        .containsExactly("192.0.2.53");
  }

  @Test
  void negativeAnswersLiveAsLongAsTheSoaSays() {
    SOARecord soa = zone.negativeSoa();
    assertThat(soa.getTTL()).isEqualTo(30);
    assertThat(soa.getMinimum()).isEqualTo(30);
    assertThat(soa.getHost()).isEqualTo(Name.fromConstantString("ns-us-east.atoll.test."));
  }

  @Test
  void theApexItselfCanBeRouted() {
    Zone apex = new ZoneLoader(Zones.config(List.of(new RoutedName("@")), List.of())).load();
    assertThat(apex.find(apex.apex(), Type.A)).isInstanceOf(Routed.class);
    assertThat(apex.find(apex.apex(), Type.NS)).isInstanceOf(Found.class);
  }

  @ParameterizedTest
  @CsvSource({
    "www, A, 192.0.2.1, www.atoll.test. is routed and has addresses of its own",
    "ns-us-east, CNAME, www, has a CNAME and something else",
    "two, DNAME, example.org., give each name below it a CNAME",
    "two, SOA, a b 1 2 3 4 5, 'has an SOA, but is not the apex'",
    "@, SOA, a b 2 2 3 4 5, the apex has 2 SOA records",
    "two, A, not-an-address, is not the data of a record of type A",
    "www.example.org., A, 192.0.2.1, 'www.example.org.'' is not a name within zone atoll.test.'"
  })
  void whatMakesNoZoneIsRefused(String name, String type, String data, String why) {
    ZoneConfig config =
        Zones.config(
            List.of(new RoutedName("www")),
            List.of(new ZoneConfig.Entry(name, Type.value(type), data)));
    assertThatThrownBy(() -> new ZoneLoader(config).load()).hasMessageContaining(why);
  }
}
