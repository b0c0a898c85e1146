package io.atoll.bench.writes;

import io.atoll.bench.Region;
import java.util.Map;

/**
 * What one round gave for one path.
 *
 * @param writesPerSecond acknowledged, as fast as the lanes were answered
 * @param cpuMicros for one such write, of each process that carries the path
 * @param driverMicros CPU for one such write of the driver, which shares the machine
 * @param p50Millis at the fixed pace, from when a write was due
 * @param p99Millis likewise
 */
record Measured(
    double writesPerSecond,
    Map<Region.Part, Double> cpuMicros,
    double driverMicros,
    double p50Millis,
    double p99Millis) {
  double cpuMicros(Region.Part part) {
    return cpuMicros.getOrDefault(part, 0.0);
  }

  double cpuMicrosOfAll() {
    return cpuMicros.values().stream().mapToDouble(micros -> micros).sum();
  }
}
