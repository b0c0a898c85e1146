package io.atoll.dns.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutonomousSystemsTest {
  @TempDir private Path folder;

  @Test
  void numbersOfSixteenAndOf32BitsAreRead() throws IOException {
    Path file =
        TinyMmdb.ofSystems(
            folder.resolve("asn.mmdb"),
            Map.of("192.0.2.0/24", 64_496L, "198.51.100.0/25", 4_200_000_000L));
    AddressMap map = AutonomousSystems.open(file).map();
    assertThat(map.value(Network.parse("192.0.2.255"))).isEqualTo(64_496);
    assertThat(Integer.toUnsignedLong(map.value(Network.parse("198.51.100.1"))))
        .isEqualTo(4_200_000_000L);
    assertThat(map.value(Network.parse("198.51.100.128"))).isEqualTo(Intervals.NONE);
    assertThat(map.value(Network.parse("2001:db8::1"))).isEqualTo(Intervals.NONE);
  }

  @Test
  void anotherKindOfFileIsRefusedByName() throws IOException {
    Path file = Files.writeString(folder.resolve("asn.mmdb"), "no database");
    assertThatThrownBy(() -> AutonomousSystems.open(file))
        .hasMessageContaining("asn.mmdb is not a readable mmdb database");
  }
}
