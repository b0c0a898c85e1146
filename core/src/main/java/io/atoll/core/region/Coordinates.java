package io.atoll.core.region;

/**
 * A place on the globe in degrees: latitude -90 to 90 (north positive), longitude -180 to 180 (east
 * positive).
 */
public record Coordinates(double latitude, double longitude) {
  /** Mean Earth radius in kilometres (IUGG R1). */
  private static final double EARTH_RADIUS_KILOMETRES = 6371.0088;

  public Coordinates {
    // Written so that NaN fails too.
    if (!(latitude >= -90 && latitude <= 90)) {
      throw new IllegalArgumentException(
          "latitude %s is outside -90 to 90 degrees".formatted(latitude));
    }
    if (!(longitude >= -180 && longitude <= 180)) {
      throw new IllegalArgumentException(
          "longitude %s is outside -180 to 180 degrees".formatted(longitude));
    }
  }

  /**
   * Great-circle distance in kilometres, by the haversine formula, which stays exact for near
   * points.
   */
  public double kilometresTo(Coordinates other) {
    double latitudeHalf = Math.toRadians(other.latitude - latitude) / 2;
    double longitudeHalf = Math.toRadians(other.longitude - longitude) / 2;
    double h =
        square(Math.sin(latitudeHalf))
            + Math.cos(Math.toRadians(latitude))
                * Math.cos(Math.toRadians(other.latitude))
                * square(Math.sin(longitudeHalf));
    return 2 * EARTH_RADIUS_KILOMETRES * Math.asin(Math.sqrt(Math.min(1, h)));
  }

  private static double square(double x) {
    return x * x;
  }
}
