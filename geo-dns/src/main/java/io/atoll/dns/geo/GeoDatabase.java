package io.atoll.dns.geo;

import com.maxmind.db.CHMCache;
import com.maxmind.db.DatabaseRecord;
import com.maxmind.db.InvalidNetworkException;
import com.maxmind.db.Networks;
import com.maxmind.db.Reader;
import io.atoll.core.region.Coordinates;
import io.atoll.dns.geo.Network.Family;
import io.atoll.dns.geo.Place.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
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
    try (Reader reader = new Reader(in, new CHMCache())) {
      return new Flattening().read(reader);
    }
  }

  /** One pass over a database; the file lists its networks in the order of their addresses. */
  private static final class Flattening {
    private static final int EXPECTED = 1 << 16;
    private static final int MAPPED_BITS = Family.IPV6.bits() - Family.IPV4.bits();

    private final Countries countries = Countries.bundled();
    private final Map<GeoRecord, Integer> known = new HashMap<>();
    private final List<Spot> spots = new ArrayList<>();
    private final Intervals.Builder ipv4 = new Intervals.Builder(EXPECTED);
    private final Intervals.Builder ipv6 = new Intervals.Builder(EXPECTED);

    @SuppressWarnings("rawtypes") // The reader takes a class, and has none for a typed map.
    GeoDatabase read(Reader reader) throws IOException {
      try {
        addAll(reader.networks(Map.class));
      } catch (InvalidNetworkException e) {
        throw new IOException(e.getMessage(), e);
      }
      return new GeoDatabase(new AddressMap(ipv4.build(), ipv6.build()), spots);
    }

    @SuppressWarnings("rawtypes")
    private void addAll(Networks<Map> networks) {
      ipv4.from(0, 0, Intervals.NONE);
      ipv6.from(0, 0, Intervals.NONE);
      while (networks.hasNext()) {
        DatabaseRecord<Map> row = networks.next();
        @Nullable Map<?, ?> data = row.data();
        if (data != null) {
          int spot = known.computeIfAbsent(GeoRecord.of(data), this::spot);
          add(row.network().ipAddress(), row.network().prefixLength(), spot);
        }
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

    /** An IPv4 network stands in the file as the last 32 bits of an IPv6 one. */
    private void add(InetAddress address, int length, int spot) {
      byte[] bytes = address.getAddress();
      if (bytes.length == Family.IPV6.bits() / Byte.SIZE) {
        ipv6.network(Network.of(bytes, length), spot);
      } else {
        ipv4.network(
            Network.of(bytes, length > Family.IPV4.bits() ? length - MAPPED_BITS : length), spot);
      }
    }
  }
}
