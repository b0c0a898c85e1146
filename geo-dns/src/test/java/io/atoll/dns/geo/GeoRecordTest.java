package io.atoll.dns.geo;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.region.Coordinates;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GeoRecordTest {
  @Test
  void flatCountryRecordsAreUnderstood() {
    assertThat(GeoRecord.of(Map.of("country_code", "GB"))).isEqualTo(new GeoRecord("GB", null));
  }

  @Test
  void flatCityRecordsAreUnderstood() {
    assertThat(GeoRecord.of(Map.of("country_code", "GB", "latitude", 51.5f, "longitude", -0.25f)))
        .isEqualTo(new GeoRecord("GB", new Coordinates(51.5, -0.25)));
  }

  @Test
  void nestedRecordsAreUnderstood() {
    Map<String, Object> record =
        Map.of(
            "country", Map.of("iso_code", "GB", "geoname_id", 1),
            "location", Map.of("latitude", 51.5, "longitude", -0.25));
    assertThat(GeoRecord.of(record)).isEqualTo(new GeoRecord("GB", new Coordinates(51.5, -0.25)));
  }

  @Test
  void theRegisteredCountryStandsInForAMissingOne() {
    assertThat(GeoRecord.of(Map.of("registered_country", Map.of("iso_code", "DE"))))
        .isEqualTo(new GeoRecord("DE", null));
  }

  @Test
  void impossibleOrForeignRecordsSayNothing() {
    GeoRecord nothing = new GeoRecord(null, null);
    assertThat(GeoRecord.of(Map.of())).isEqualTo(nothing);
    assertThat(GeoRecord.of(Map.of("country", "GB", "country_code", 7))).isEqualTo(nothing);
    assertThat(GeoRecord.of(Map.of("latitude", 91.0, "longitude", 0.0))).isEqualTo(nothing);
    assertThat(GeoRecord.of(Map.of("latitude", Double.NaN, "longitude", 0.0))).isEqualTo(nothing);
  }
}
