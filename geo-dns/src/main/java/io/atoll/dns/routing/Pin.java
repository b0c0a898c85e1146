package io.atoll.dns.routing;

import io.atoll.core.region.RegionId;
import io.atoll.dns.geo.Network;

/** Clients that are sent to a certain region. */
public sealed interface Pin {
  RegionId region();

  /** Who is pinned, for people. */
  default String text() {
    return switch (this) {
      case OfNetwork(var network, _) -> "network " + network;
      case OfSystem(var number, _) -> "AS" + Integer.toUnsignedString(number);
      case OfCountry(var country, _) -> "country " + country;
    };
  }

  /** Those of a network. */
  record OfNetwork(Network network, RegionId region) implements Pin {}

  /**
   * Those of a country, as far as the geo database knows.
   *
   * @param country ISO 3166-1 alpha-2 code
   */
  record OfCountry(String country, RegionId region) implements Pin {}

  /**
   * Those of an autonomous system, as far as its database knows.
   *
   * @param number as an unsigned number of 32 bits
   */
  record OfSystem(int number, RegionId region) implements Pin {}
}
