package io.atoll.dns.geo;

import io.atoll.core.region.Coordinates;
import io.atoll.dns.geo.Place.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is known of every address. Where it is: the operator's overrides first, which always win,
 * then networks that everybody has, which are nowhere, then the database. Never changes; a lookup
 * does not allocate but for its result.
 */
public final class Locator {
  private final List<Spot> spots;
  private final AddressMap database;
  private final AddressMap fixed;
  private final AddressMap all;
  private final AutonomousSystems systems;
  private final RoundTrips roundTrips;
  private final double scopeErrors;

  /** One that knows of places only. */
  public Locator(Prefixes<Coordinates> overrides, GeoDatabase database) {
    this(overrides, database, AutonomousSystems.NONE, RoundTrips.NONE, 0);
  }

  /**
   * @param overrides the networks whose place the operator has set: loopback, private ranges, and
   *     wherever the database is wrong
   * @param scopeErrors the share of the address space that the database knows whose answers may be
   *     those of what surrounds it, so that answers hold for wider networks
   */
  public Locator(
      Prefixes<Coordinates> overrides,
      GeoDatabase database,
      AutonomousSystems systems,
      RoundTrips roundTrips,
      double scopeErrors) {
    List<Spot> known = new ArrayList<>(database.spots());
    int first = known.size();
    List<Prefixes.Entry<Spot>> special =
        SpecialNetworks.ALL.entries().stream().map(Locator::nowhere).toList();
    List<Prefixes.Entry<Spot>> overridden =
        overrides.entries().stream().map(Locator::overridden).toList();
    Stream.concat(special.stream(), overridden.stream()).forEach(entry -> known.add(entry.value()));
    this.spots = List.copyOf(known);
    this.database = database.map();
    this.fixed = map(special, first).under(map(overridden, first + special.size()));
    this.all = this.database.under(fixed);
    this.systems = systems;
    this.roundTrips = roundTrips;
    this.scopeErrors = scopeErrors;
  }

  private static AddressMap map(List<Prefixes.Entry<Spot>> entries, int first) {
    return AddressMap.of(
        entries.stream().map(Prefixes.Entry::network).toList(), index -> first + index);
  }

  private static Prefixes.Entry<Spot> overridden(Prefixes.Entry<Coordinates> entry) {
    Network network = entry.network();
    return new Prefixes.Entry<>(
        network, new Spot(Source.OVERRIDE, network.toString(), entry.value()));
  }

  private static Prefixes.Entry<Spot> nowhere(Prefixes.Entry<String> entry) {
    return new Prefixes.Entry<>(entry.network(), new Spot(Source.UNKNOWN, entry.value(), null));
  }

  /** The place of a client's address or subnet, with the widest network that is all there. */
  public Place locate(Network client) {
    int index = all.value(client);
    Spot spot = index == Intervals.NONE ? Spot.UNKNOWN : spots.get(index);
    return new Place(
        client.widen(all.scope(client)), spot.source(), spot.name(), spot.coordinates());
  }

  /** What the other two speak of, by index. */
  public List<Spot> spots() {
    return spots;
  }

  /** The spots of the database. */
  public AddressMap database() {
    return database;
  }

  /** The spots of overrides and of networks that are nowhere, which win over the database. */
  public AddressMap fixed() {
    return fixed;
  }

  /** Which autonomous system networks belong to. */
  public AutonomousSystems systems() {
    return systems;
  }

  /** How far networks are from regions, as it was measured. */
  public RoundTrips roundTrips() {
    return roundTrips;
  }

  /** Which share of the database's address space may be answered as what surrounds it. */
  public double scopeErrors() {
    return scopeErrors;
  }
}
