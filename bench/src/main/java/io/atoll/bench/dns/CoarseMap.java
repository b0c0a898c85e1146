package io.atoll.bench.dns;

import io.atoll.bench.dns.NameServer.Region;
import io.atoll.core.region.Coordinates;
import io.atoll.dns.geo.GeoDatabase;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Network;
import io.atoll.dns.geo.Prefixes;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which region is nearest to each IPv4 network of 16 bits, by the database that comes with Atoll:
 * for peers that can't read it. Coarser than what Atoll answers by, which is to their advantage.
 */
final class CoarseMap {
  private static final int FIRST = 1 << 8;
  private static final int END = 224 << 8;

  private CoarseMap() {}

  /** Regions, nearest first, by network. */
  static Map<String, List<Region>> networks() {
    Locator locator = new Locator(new Prefixes<>(List.of()), GeoDatabase.bundled());
    Map<String, List<Region>> networks = new LinkedHashMap<>();
    for (int top = FIRST; top < END; top++) {
      byte[] address = {(byte) (top >> 8), (byte) top, 0, 0};
      Coordinates place = locator.locate(Network.of(address, 24)).coordinates();
      if (place != null) {
        networks.put("%d.%d.0.0/16".formatted(top >> 8, top & 0xff), nearestFirst(place));
      }
    }
    return networks;
  }

  private static List<Region> nearestFirst(Coordinates place) {
    return NameServer.REGIONS.stream()
        .sorted(
            Comparator.comparingDouble((Region region) ->
                new Coordinates(region.latitude(), region.longitude()).kilometresTo(place)))
        .toList();
  }
}
