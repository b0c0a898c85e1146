package io.atoll.bench.edge;

import java.util.HashMap;
import java.util.Map;

/**
 * How much is measured.
 *
 * @param seconds of each measurement
 * @param connections kept open
 * @param rate requests per second while latency is measured
 */
record Options(int rounds, int seconds, int connections, int rate) {
  static final String USAGE = "edge [--rounds 3] [--seconds 5] [--connections 64] [--rate 10000]";

  static Options parse(String[] args) {
    Map<String, Integer> values =
        new HashMap<>(Map.of("--rounds", 3, "--seconds", 5, "--connections", 64, "--rate", 10_000));
    for (int i = 0; i < args.length; i += 2) {
      if (!values.containsKey(args[i]) || i + 1 == args.length) {
        throw new IllegalArgumentException("'%s' is not known: %s".formatted(args[i], USAGE));
      }
      values.put(args[i], Integer.parseInt(args[i + 1]));
    }
    return new Options(
        values.getOrDefault("--rounds", 0),
        values.getOrDefault("--seconds", 0),
        values.getOrDefault("--connections", 0),
        values.getOrDefault("--rate", 0));
  }
}
