package io.atoll.dns.geo;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Files in MaxMind's mmdb format, read once and flattened. */
final class Mmdb {
  private static final int EXPECTED = 1 << 16;

  private final Reader reader;
  private final ToIntFunction<Map<?, ?>> values;

  /** By where their data stands: many networks share it. */
  private final Map<Integer, Integer> valuesAt = new HashMap<>();

  private final Intervals.Builder ipv4 = new Intervals.Builder(EXPECTED);
  private final Intervals.Builder ipv6 = new Intervals.Builder(EXPECTED);

  private Mmdb(Reader reader, ToIntFunction<Map<?, ?>> values) {
    this.reader = reader;
    this.values = values;
  }

  /**
   * Reads a file of the operator's, {@code .mmdb} or {@code .mmdb.gz}.
   *
   * @param values what stands for the data of a network; {@link Intervals#NONE} for nothing
   * @throws UncheckedIOException if it can't be read or isn't such a database
   */
  static AddressMap open(Path file, ToIntFunction<Map<?, ?>> values) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in, values);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s is not a readable mmdb database: %s; leave geo.database or geo.asn-database out"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Reads a file that is open. */
  static AddressMap read(InputStream in, ToIntFunction<Map<?, ?>> values) throws IOException {
    byte[] file = in.readAllBytes();
    try (Reader reader = new Reader(new ByteArrayInputStream(file), new CHMCache())) {
      return new Mmdb(reader, values).read(new SearchTree(file, reader.getMetadata()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private AddressMap read(SearchTree tree) throws IOException {
    ipv4.from(0, 0, Intervals.NONE);
    ipv6.from(0, 0, Intervals.NONE);
    tree.walk((network, data) -> {
      int value = valuesAt.computeIfAbsent(data, _ -> value(network));
      switch (network.family()) {
        case IPV4 -> ipv4.network(network, value);
        case IPV6 -> ipv6.network(network, value);
      }
    });
    return new AddressMap(ipv4.build(), ipv6.build());
  }

  private int value(Network network) {
    try {
      @Nullable Map<?, ?> data = reader.get(network.address(), Map.class);
      return data == null ? Intervals.NONE : values.applyAsInt(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
