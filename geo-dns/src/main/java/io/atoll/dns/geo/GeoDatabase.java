package io.atoll.dns.geo;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import io.atoll.core.region.Coordinates;
import io.atoll.dns.geo.Place.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

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
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s is not a readable mmdb database: %s; leave geo.database out to use the bundled one"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static GeoDatabase read(InputStream in) throws IOException {
    byte[] file = in.readAllBytes();
    try (Reader reader = new Reader(new ByteArrayInputStream(file), new CHMCache())) {
      return new Flattening(reader).read(new SearchTree(file, reader.getMetadata()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** One pass over a database. */
  private static final class Flattening {
    private static final int EXPECTED = 1 << 16;

    private final Reader reader;
    private final Countries countries = Countries.bundled();

    /** By where their data stands: many networks share it. */
    private final Map<Integer, Integer> spotsAt = new HashMap<>();

    private final Map<GeoRecord, Integer> known = new HashMap<>();
    private final List<Spot> spots = new ArrayList<>();
    private final Intervals.Builder ipv4 = new Intervals.Builder(EXPECTED);
    private final Intervals.Builder ipv6 = new Intervals.Builder(EXPECTED);

    Flattening(Reader reader) {
      this.reader = reader;
    }

    GeoDatabase read(SearchTree tree) throws IOException {
      ipv4.from(0, 0, Intervals.NONE);
      ipv6.from(0, 0, Intervals.NONE);
      tree.walk((network, data) -> {
        int spot = spotsAt.computeIfAbsent(data, _ -> spot(network));
        switch (network.family()) {
          case IPV4 -> ipv4.network(network, spot);
          case IPV6 -> ipv6.network(network, spot);
        }
      });
      return new GeoDatabase(new AddressMap(ipv4.build(), ipv6.build()), spots);
    }

    private int spot(Network network) {
      try {
        @Nullable Map<?, ?> data = reader.get(network.address(), Map.class);
        return data == null
            ? Intervals.NONE
            : known.computeIfAbsent(GeoRecord.of(data), this::spot);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private int spot(GeoRecord found) {
      String name = found.country() == null ? "unnamed" : found.country();
      Coordinates coordinates =
          found.coordinates() != null ? found.coordinates() : countries.find(name).orElse(null);
      if (coordinates == null) {
        return Intervals.NONE;
      }
      spots.add(new Spot(Source.DATABASE, name, coordinates));
      return spots.size() - 1;
    }
  }
}
