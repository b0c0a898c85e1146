package io.atoll.dns.geo;

import io.atoll.core.region.Coordinates;
import io.atoll.dns.geo.Place.Source;
import org.jspecify.annotations.Nullable;

/**
 * What is known of all networks that count as being in one place.
 *
 * @param source who says so
 * @param name for people: the country's code, or the override
 * @param coordinates where it is; absent if nobody knows
 */
public record Spot(Source source, String name, @Nullable Coordinates coordinates) {
  static final Spot UNKNOWN = new Spot(Source.UNKNOWN, "unknown", null);
}
