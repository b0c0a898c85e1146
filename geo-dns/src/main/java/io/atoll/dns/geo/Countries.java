package io.atoll.dns.geo;

import io.atoll.core.region.Coordinates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The table that turns a country's ISO 3166-1 alpha-2 code into one point on the globe. */
public final class Countries {
  private static final String RESOURCE = "countries.csv";

  private final Map<String, Coordinates> byCode;

  private Countries(Map<String, Coordinates> byCode) {
    this.byCode = byCode;
  }

  /** The table that comes with Atoll. */
  public static Countries bundled() {
    try (InputStream in = Countries.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(in, RESOURCE), StandardCharsets.UTF_8))) {
      return new Countries(
          lines
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split(",", 4))
              .collect(Collectors.toUnmodifiableMap(row -> row[0], Countries::coordinates)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Coordinates coordinates(String[] row) {
    return new Coordinates(Double.parseDouble(row[1]), Double.parseDouble(row[2]));
  }

  public Optional<Coordinates> find(String code) {
    return Optional.ofNullable(byCode.get(code));
  }

  public int size() {
    return byCode.size();
  }
}
