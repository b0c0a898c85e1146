package io.atoll.dns.geo;

import io.atoll.core.region.Coordinates;
import io.atoll.dns.geo.Place.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * Networks and where they are, read once from a file in MaxMind's mmdb format and flattened into a
 * sorted table. Country and city databases, flat and GeoIP2 schemas are understood.
 *
 * @param map the index of a spot for every address; {@link Intervals#NONE} where the file has
 *     nothing, or a country without a known point
 * @param spots each once
 */
public record GeoDatabase(AddressMap map, List<Spot> spots) {
  private static final String RESOURCE = "country.mmdb.gz";

  public GeoDatabase {
    spots = List.copyOf(spots);
  }

  /** The country database that comes with Atoll. */
  public static GeoDatabase bundled() {
    try (InputStream in = GeoDatabase.class.getResourceAsStream(RESOURCE)) {
      return read(new GZIPInputStream(Objects.requireNonNull(in, RESOURCE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a file of the operator's, {@code .mmdb} or {@code .mmdb.gz}.
   *
   * @throws UncheckedIOException if it can't be read or isn't such a database
   */
  public static GeoDatabase open(Path file) {
    Spots spots = new Spots();
    return new GeoDatabase(Mmdb.open(file, spots::index), spots.all);
  }

  private static GeoDatabase read(InputStream in) throws IOException {
    Spots spots = new Spots();
    return new GeoDatabase(Mmdb.read(in, spots::index), spots.all);
  }

  /** Each spot once, by what the file says of it. */
  private static final class Spots {
    private final Countries countries = Countries.bundled();
    private final Map<GeoRecord, Integer> known = new HashMap<>();
    private final List<Spot> all = new ArrayList<>();

    int index(Map<?, ?> row) {
      return known.computeIfAbsent(GeoRecord.of(row), this::add);
    }

    private int add(GeoRecord found) {
      String name = found.country() == null ? "unnamed" : found.country();
      Coordinates coordinates =
          found.coordinates() != null ? found.coordinates() : countries.find(name).orElse(null);
      if (coordinates == null) {
        return Intervals.NONE;
      }
      all.add(new Spot(Source.DATABASE, name, coordinates));
      return all.size() - 1;
    }
  }
}
