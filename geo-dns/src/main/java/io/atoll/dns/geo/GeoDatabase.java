package io.atoll.dns.geo;

import com.maxmind.db.CHMCache;
import com.maxmind.db.DatabaseRecord;
import com.maxmind.db.Reader;
import io.atoll.core.region.Coordinates;
import io.atoll.dns.geo.Place.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A database of networks and where they are, in MaxMind's mmdb format, held in memory. Country and
 * city databases, flat and GeoIP2 schemas are understood. Safe for use by many threads.
 */
public final class GeoDatabase {
  private static final String RESOURCE = "country.mmdb.gz";

  private final Reader reader;
  private final Countries countries;

  private GeoDatabase(Reader reader, Countries countries) {
    this.reader = reader;
    this.countries = countries;
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
   * Opens a file of the operator's, {@code .mmdb} or {@code .mmdb.gz}.
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
    return new GeoDatabase(new Reader(in, new CHMCache()), Countries.bundled());
  }

  /** The place of a network's first address, with the network the database has it under. */
  public Place locate(Network client) {
    InetAddress address = client.address();
    try {
      @SuppressWarnings("rawtypes") // The reader takes a class, and has none for a typed map.
      DatabaseRecord<Map> row = reader.getRecord(address, Map.class);
      Network network = client.widen(prefixLength(row, client));
      @Nullable Map<?, ?> data = row.data();
      return data == null ? unknown(network) : place(network, GeoRecord.of(data));
    } catch (IOException e) {
      throw new UncheckedIOException("the geo database is damaged: " + e.getMessage(), e);
    }
  }

  private Place place(Network network, GeoRecord found) {
    String name = found.country() == null ? "unnamed" : found.country();
    Coordinates coordinates =
        found.coordinates() != null ? found.coordinates() : countries.find(name).orElse(null);
    return coordinates == null
        ? unknown(network)
        : new Place(network, Source.DATABASE, name, coordinates);
  }

  static Place unknown(Network network) {
    return new Place(network, Source.UNKNOWN, "unknown", null);
  }

  private static int prefixLength(DatabaseRecord<?> row, Network client) {
    boolean writtenAsIpv6 =
        client.family() == Network.Family.IPV6
            && row.network().ipAddress().getAddress().length == 4;
    return row.network().prefixLength() + (writtenAsIpv6 ? 96 : 0);
  }
}
