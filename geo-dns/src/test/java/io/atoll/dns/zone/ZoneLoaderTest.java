package io.atoll.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.dns.Zones;
import io.atoll.dns.zone.Lookup.Found;
import io.atoll.dns.zone.Lookup.Routed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class ZoneLoaderTest {
  private static final String MASTER =
      """
      $TTL 1h
      @     IN SOA ns1 hostmaster (7 1d 2h 5w 1m)
            NS ns1
            MX 10 mail.example.org.
      ns1   A 192.0.2.53
      www   HTTPS 1 . alpn="h2,h3"
      short 60 TXT "of its own TTL"
      """;

  @TempDir private Path directory;

  @Test
  void aMasterFileAndRoutedNamesMakeOneZone() throws IOException {
    Zone zone = load(MASTER);
    assertThat(zone.find(Zones.APEX, Type.MX)).isInstanceOf(Found.class);
    assertThat(zone.find(name("www"), Type.A)).isInstanceOf(Routed.class);
    assertThat(zone.find(name("www"), Type.HTTPS)).isInstanceOf(Routed.class);
    assertThat(ttl(zone, "ns1", Type.A)).isEqualTo(3600);
    assertThat(ttl(zone, "short", Type.TXT)).isEqualTo(60);
    assertThat(zone.negativeSoa().getTTL()).isEqualTo(60);
    assertThat(zone.negativeSoa().getSerial()).isEqualTo(7);
  }

  private static long ttl(Zone zone, String name, int type) {
    List<Record> records = ((Found) zone.find(name(name), type)).records();
    return records.getFirst().getTTL();
  }

  @Test
  void aMalformedFileIsRefusedWithItsLine() {
    assertThatThrownBy(() -> load(MASTER + "bad A 192.0.2.256\n"))
        .hasMessageContaining("zone.txt")
        .hasMessageContaining(":8:")
        .hasMessageContaining("192.0.2.256");
  }

  @Test
  void aFileThatIncludesAnotherIsRefused() {
    assertThatThrownBy(() -> load(MASTER + "$INCLUDE other.txt\n"))
        .hasMessageContaining("$INCLUDE");
  }

  @Test
  void recordsOfOneSetWithDifferentTtlsAreRefused() {
    assertThatThrownBy(() -> load(MASTER + "x 60 A 192.0.2.1\nx 61 A 192.0.2.2\n"))
        .hasMessageContaining("the A records of x.atoll.test. have different TTLs");
  }

  @Test
  void aMissingFileIsNamed() {
    ZoneConfig config = config(directory.resolve("missing"));
    assertThatThrownBy(() -> new ZoneLoader(config).load()).hasMessageContaining("missing");
  }

  private Zone load(String text) throws IOException {
    return new ZoneLoader(config(Files.writeString(directory.resolve("zone.txt"), text))).load();
  }

  private static ZoneConfig config(Path file) {
    return new ZoneConfig(
        Zones.APEX,
        Optional.of(file),
        List.of(),
        List.of(new RoutedName("www")),
        List.of(),
        ZoneConfig.TTL_DEFAULT,
        Duration.ofMinutes(5),
        Duration.ofSeconds(30),
        Optional.empty());
  }

  private static Name name(String label) {
    return Name.fromConstantString(label + ".atoll.test.");
  }
}
