package io.atoll.dns.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.region.RegionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundTripsTest {
  private static final RegionId EU_WEST = RegionId.of("eu-west");
  private static final RegionId US_EAST = RegionId.of("us-east");

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("rtt.txt"), text);
  }

  @Test
  void theLongestNetworkThatWasMeasuredCounts() throws IOException {
    RoundTrips measured =
        RoundTrips.read(
            file(
                """
                # measured last night
                81.2.0.0/16   eu-west 12.5
                81.2.0.0/16   us-east 80

                81.2.69.0/24  us-east 3
                """));
    assertThat(measured.from(Network.parse("81.2.1.0/24")))
        .isEqualTo(Map.of(EU_WEST, 12.5, US_EAST, 80.0));
    assertThat(measured.from(Network.parse("81.2.69.7"))).isEqualTo(Map.of(US_EAST, 3.0));
    assertThat(measured.from(Network.parse("81.3.0.1"))).isEmpty();
  }

  @Test
  void aMistakeIsNamedWithItsLine() {
    Map.of(
            "81.2.0.0/16 eu-west", "line 2: '81.2.0.0/16 eu-west' is not a network, a region",
            "81.2.0.1/16 eu-west 5", "line 2: '81.2.0.1/16' is not a network",
            "81.2.0.0/16 eu-west -5", "line 2: -5 ms is outside 0 to 60000",
            "81.2.0.0/16 eu-west NaN", "line 2: NaN ms is outside",
            "81.2.0.0/16 eu-west soon", "line 2")
        .forEach((line, message) ->
            assertThatThrownBy(() -> RoundTrips.read(file("\n" + line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message));
    assertThatThrownBy(() -> RoundTrips.read(folder.resolve("missing")))
        .hasMessageContaining("missing can't be read");
  }
}
