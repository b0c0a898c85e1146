package io.atoll.dns.geo;

import io.atoll.dns.geo.Place.Source;

/** Finds the place of a client: the operator's overrides first, then the database. */
public final class Locator {
  private final Overrides overrides;
  private final GeoDatabase database;

  public Locator(Overrides overrides, GeoDatabase database) {
    this.overrides = overrides;
    this.database = database;
  }

  /** The place of a client's address or subnet. */
  public Place locate(Network client) {
    Place place = overrides.find(client).map(Locator::overridden).orElse(null);
    if (place == null) {
      place = database.locate(client);
    }
    int apart = overrides.lengthApart(client, place.network().length());
    return new Place(client.widen(apart), place.source(), place.name(), place.coordinates());
  }

  private static Place overridden(Overrides.Entry entry) {
    return new Place(
        entry.network(), Source.OVERRIDE, entry.network().toString(), entry.coordinates());
  }
}
