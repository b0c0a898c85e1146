package io.atoll.dns.geo;

import java.nio.file.Path;
import java.util.Map;

/**
 * Which autonomous system announces each network, read from a file in MaxMind's mmdb format with
 * its {@code autonomous_system_number}.
 *
 * @param map the number for every address, as an unsigned one; {@link Intervals#NONE} where none is
 *     known, which no system can have (RFC 7300)
 */
public record AutonomousSystems(AddressMap map) {
  /** None is known. */
  public static final AutonomousSystems NONE = new AutonomousSystems(AddressMap.EMPTY);

  private static final String NUMBER = "autonomous_system_number";

  /**
   * Reads a file, {@code .mmdb} or {@code .mmdb.gz}.
   *
   * @throws java.io.UncheckedIOException if it can't be read or isn't such a database
   */
  public static AutonomousSystems open(Path file) {
    return new AutonomousSystems(Mmdb.open(file, AutonomousSystems::number));
  }

  private static int number(Map<?, ?> row) {
    return row.get(NUMBER) instanceof Number number ? number.intValue() : Intervals.NONE;
  }
}
