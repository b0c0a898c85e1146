package io.atoll.dns.geo;

import io.atoll.core.region.Coordinates;
import io.atoll.runtime.config.ConfigNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How clients are located.
 *
 * @param database an mmdb file; without one, the country database that comes with Atoll
 * @param overrides networks whose place the operator sets
 * @param systems an mmdb file with the autonomous system of each network, for pins of those
 * @param roundTrips a file with measured round trips: see {@link RoundTrips#read}
 * @param scopeErrors see {@link Locator#scopeErrors}
 */
public record GeoConfig(
    Optional<Path> database,
    Prefixes<Coordinates> overrides,
    Optional<Path> systems,
    Optional<Path> roundTrips,
    double scopeErrors) {
  /** More would be another map. */
  private static final double SCOPE_ERRORS_MAX = 0.05;

  /** Reads {@code geo:}. */
  public static GeoConfig read(ConfigNode node) {
    return new GeoConfig(
        node.optionalPath("database"),
        new Prefixes<>(node.list("overrides", GeoConfig::readOverride)),
        node.optionalPath("asn-database"),
        node.optionalPath("round-trips"),
        node.decimal("scope-errors", 0, 0, SCOPE_ERRORS_MAX));
  }

  private static Prefixes.Entry<Coordinates> readOverride(ConfigNode node) {
    return new Prefixes.Entry<>(
        node.parse("cidr", Network::parse),
        new Coordinates(
            node.requiredDecimal("latitude", -90, 90),
            node.requiredDecimal("longitude", -180, 180)));
  }

  /** Every file that clients are located by. */
  public List<Path> files() {
    return Stream.of(database, systems, roundTrips).flatMap(Optional::stream).toList();
  }

  /** Opens all of them; blocks while they are read. */
  public Locator locator() {
    return new Locator(
        overrides,
        database.map(GeoDatabase::open).orElseGet(GeoDatabase::bundled),
        systems.map(AutonomousSystems::open).orElse(AutonomousSystems.NONE),
        roundTrips.map(RoundTrips::read).orElse(RoundTrips.NONE),
        scopeErrors);
  }
}
