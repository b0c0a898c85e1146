package io.atoll.dns.geo;

import io.atoll.core.region.Coordinates;
import io.atoll.runtime.config.ConfigNode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How clients are located.
 *
 * @param database an mmdb file; without one, the country database that comes with Atoll
 * @param overrides networks whose place the operator sets
 */
public record GeoConfig(Optional<Path> database, Prefixes<Coordinates> overrides) {
  /** Reads {@code geo:}. */
  public static GeoConfig read(ConfigNode node) {
    return new GeoConfig(
        node.optionalPath("database"),
        new Prefixes<>(node.list("overrides", GeoConfig::readOverride)));
  }

  private static Prefixes.Entry<Coordinates> readOverride(ConfigNode node) {
    return new Prefixes.Entry<>(
        node.parse("cidr", Network::parse),
        new Coordinates(
            node.requiredDecimal("latitude", -90, 90),
            node.requiredDecimal("longitude", -180, 180)));
  }

  /** Opens the database; blocks while it is read. */
  public Locator locator() {
    return new Locator(overrides, database.map(GeoDatabase::open).orElseGet(GeoDatabase::bundled));
  }
}
