package io.atoll.dns.geo;

import io.atoll.core.region.Coordinates;
import io.atoll.dns.geo.Place.Source;

/**
 * Finds the place of a client: the operator's overrides first, which always win, then the database,
 * which is not asked about networks that everybody has.
 */
public final class Locator {
  private final Prefixes<Coordinates> overrides;
  private final GeoDatabase database;

  /**
   * @param overrides the networks whose place the operator has set: loopback, private ranges, and
   *     wherever the database is wrong
   */
  public Locator(Prefixes<Coordinates> overrides, GeoDatabase database) {
    this.overrides = overrides;
    this.database = database;
  }

  /** The place of a client's address or subnet. */
  public Place locate(Network client) {
    Place place = find(client);
    int apart = overrides.lengthApart(client, place.network().length());
    apart = SpecialNetworks.ALL.lengthApart(client, apart);
    return new Place(client.widen(apart), place.source(), place.name(), place.coordinates());
  }

  private Place find(Network client) {
    return overrides
        .find(client)
        .map(Locator::overridden)
        .or(() -> SpecialNetworks.ALL.find(client).map(Locator::nowhere))
        .orElseGet(() -> database.locate(client));
  }

  private static Place overridden(Prefixes.Entry<Coordinates> entry) {
    return new Place(entry.network(), Source.OVERRIDE, entry.network().toString(), entry.value());
  }

  private static Place nowhere(Prefixes.Entry<String> entry) {
    return new Place(entry.network(), Source.UNKNOWN, entry.value(), null);
  }
}
