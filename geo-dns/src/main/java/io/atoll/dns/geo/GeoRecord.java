package io.atoll.dns.geo;

import io.atoll.core.region.Coordinates;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a database says of a network, whichever schema it has: flat ({@code country_code}, {@code
 * latitude}, {@code longitude}) or nested like GeoIP2 ({@code country.iso_code}, {@code
 * location.latitude}).
 *
 * @param country ISO 3166-1 alpha-2 code, or null
 * @param coordinates the record's own, which city databases have, or null
 */
record GeoRecord(@Nullable String country, @Nullable Coordinates coordinates) {
  static GeoRecord of(Map<?, ?> data) {
    return new GeoRecord(country(data), coordinates(data));
  }

  private static @Nullable String country(Map<?, ?> data) {
    if (data.get("country_code") instanceof String flat) {
      return flat;
    }
    String nested = isoCode(data.get("country"));
    return nested != null ? nested : isoCode(data.get("registered_country"));
  }

  private static @Nullable String isoCode(@Nullable Object country) {
    return country instanceof Map<?, ?> map && map.get("iso_code") instanceof String code
        ? code
        : null;
  }

  private static @Nullable Coordinates coordinates(Map<?, ?> data) {
    Map<?, ?> holder = data.get("location") instanceof Map<?, ?> location ? location : data;
    return holder.get("latitude") instanceof Number latitude
            && holder.get("longitude") instanceof Number longitude
            && Math.abs(latitude.doubleValue()) <= 90
            && Math.abs(longitude.doubleValue()) <= 180
        ? new Coordinates(latitude.doubleValue(), longitude.doubleValue())
        : null;
  }
}
