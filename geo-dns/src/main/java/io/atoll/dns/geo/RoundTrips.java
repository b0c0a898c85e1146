package io.atoll.dns.geo;

import io.atoll.core.region.RegionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Round trips between client networks and regions, as somebody has measured them.
 *
 * @param map the index of a row for every address; {@link Intervals#NONE} where none was measured
 * @param rows milliseconds by region
 */
public record RoundTrips(AddressMap map, List<Map<RegionId, Double>> rows) {
  /** None was measured. */
  public static final RoundTrips NONE = new RoundTrips(AddressMap.EMPTY, List.of());

  /** A few megabytes, and a second to work out every network's answer. */
  static final int NETWORKS_MAX = 200_000;

  /** Once around the Earth by satellite takes less. */
  private static final double MILLIS_MAX = 60_000;

  public RoundTrips {
    rows = rows.stream().map(Map::copyOf).toList();
  }

  /**
   * Reads a file with a network, a region and milliseconds on each line, such as {@code
   * 81.2.69.0/24 eu-west 12.5}; empty lines and those that begin with {@code #} don't count.
   *
   * @throws IllegalArgumentException with file and line, if it can't be used
   */
  public static RoundTrips read(Path file) {
    Map<Network, Map<RegionId, Double>> rows = new LinkedHashMap<>();
    try (Stream<String> lines = Files.lines(file)) {
      int number = 0;
      for (String line : (Iterable<String>) lines::iterator) {
        number++;
        if (!line.isBlank() && !line.startsWith("#")) {
          add(line, rows, "%s line %d".formatted(file, number));
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("%s can't be read: %s".formatted(file, e.getMessage()), e);
    }
    return of(rows);
  }

  /** Of networks, of which the longest that holds a client counts. */
  public static RoundTrips of(Map<Network, Map<RegionId, Double>> rows) {
    List<Network> networks = new ArrayList<>(rows.keySet());
    return new RoundTrips(AddressMap.of(networks, i -> i), List.copyOf(rows.values()));
  }

  private static void add(String line, Map<Network, Map<RegionId, Double>> rows, String where) {
    String[] words = line.trim().split("\\s+", -1);
    if (words.length != 3) {
      throw new IllegalArgumentException(
          "%s: '%s' is not a network, a region and milliseconds, such as 81.2.69.0/24 eu-west 12.5"
              .formatted(where, line));
    }
    try {
      rows.computeIfAbsent(Network.parse(words[0]), _ -> new LinkedHashMap<>())
          .put(RegionId.of(words[1]), millis(words[2]));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(where, e.getMessage()), e);
    }
    if (rows.size() > NETWORKS_MAX) {
      throw new IllegalArgumentException(
          "%s: more than %d networks; join some".formatted(where, NETWORKS_MAX));
    }
  }

  private static double millis(String text) {
    double millis = Double.parseDouble(text);
    // Written so that NaN fails too.
    if (!(millis >= 0 && millis <= MILLIS_MAX)) {
      throw new IllegalArgumentException("%s ms is outside 0 to %.0f".formatted(text, MILLIS_MAX));
    }
    return millis;
  }

  /** What was measured of a network's first address. */
  public Map<RegionId, Double> from(Network client) {
    return row(map.value(client));
  }

  /** What was measured, by the value of {@link #map}. */
  public Map<RegionId, Double> row(int index) {
    return index == Intervals.NONE ? Map.of() : rows.get(index);
  }
}
