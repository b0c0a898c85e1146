package io.atoll.dns.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.region.Coordinates;
import io.atoll.dns.geo.Place.Source;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the database that is shipped. */
class LocatorTest {
  private static final GeoDatabase BUNDLED = GeoDatabase.bundled();
  private static final Locator PLAIN = new Locator(new Prefixes<>(List.of()), BUNDLED);

  @ParameterizedTest
  @CsvSource({
    "81.2.69.0/24,     GB",
    "81.2.69.160,      GB",
    "133.11.0.1,       JP",
    "18.0.0.1,         US",
    "193.0.6.139,      NL",
    "2001:240::1,      JP",
    "2001:67c:2e8::1,  NL"
  })
  void wellKnownNetworksAreWhereTheyAre(String client, String country) {
    Place place = PLAIN.locate(Network.parse(client));
    assertThat(place.name()).isEqualTo(country);
    assertThat(place.source()).isEqualTo(Source.DATABASE);
    assertThat(place.network().contains(Network.parse(client))).isTrue();
    assertThat(place.network().length()).isPositive();
  }

  @Test
  void aNetworkNobodyOrEverybodyHasIsUnknownWithAScopeOfItsOwn() {
    for (String nowhere :
        List.of("127.0.0.1", "10.0.0.1", "192.168.1.0/24", "::1", "fe80::1", "198.18.0.1")) {
      Place place = PLAIN.locate(Network.parse(nowhere));
      assertThat(place.source()).as(nowhere).isEqualTo(Source.UNKNOWN);
      assertThat(place.coordinates()).as(nowhere).isNull();
      assertThat(place.network().length()).as(nowhere).isPositive();
    }
  }

  @Test
  void anIpv4AddressWrittenAsIpv6KeepsItsFamily() {
    Network mapped = new Network(Network.Family.IPV6, 0, 0xffff_5102_45a0L, 128);
    Place place = PLAIN.locate(mapped);
    assertThat(place.network().family()).isEqualTo(Network.Family.IPV6);
    assertThat(place.network().contains(mapped)).isTrue();
    assertThat(place.source()).isEqualTo(Source.UNKNOWN);
  }

  @Test
  void anOverrideWinsOverTheDatabase() {
    Coordinates tokyo = new Coordinates(35.68, 139.69);
    Network part = Network.parse("81.2.69.0/24");
    Locator locator =
        new Locator(new Prefixes<>(List.of(new Prefixes.Entry<>(part, tokyo))), BUNDLED);
    Place moved = locator.locate(Network.parse("81.2.69.160"));
    assertThat(moved).isEqualTo(new Place(part, Source.OVERRIDE, "81.2.69.0/24", tokyo));
    Place neighbour = locator.locate(Network.parse("81.2.68.1"));
    assertThat(neighbour.source()).isEqualTo(Source.DATABASE);
    assertThat(neighbour.network().contains(part)).isFalse();
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedByName(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("geo.mmdb"), "not a database");
    assertThatThrownBy(() -> GeoDatabase.open(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("geo.mmdb")
        .hasMessageContaining("geo.database");
  }
}
