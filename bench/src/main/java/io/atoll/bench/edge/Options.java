package io.atoll.bench.edge;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How much is measured.
 *
 * @param seconds of each measurement
 * @param connections kept open
 * @param rate requests per second while latency is measured
 * @param against names of contestants in lower case; empty: all that are installed
 */
record Options(int rounds, int seconds, int connections, int rate, List<String> against) {
  static final String USAGE =
      "edge [--rounds 3] [--seconds 5] [--connections 64] [--rate 10000] [--against nginx,varnish]";

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "--rounds", "3",
          "--seconds", "5",
          "--connections", "64",
          "--rate", "10000",
          "--against", "");

  static Options parse(String[] args) {
    Map<String, String> values = new HashMap<>(DEFAULTS);
    for (int i = 0; i < args.length; i += 2) {
      if (!values.containsKey(args[i]) || i + 1 == args.length) {
        throw new IllegalArgumentException("'%s' is not known: %s".formatted(args[i], USAGE));
      }
      values.put(args[i], args[i + 1]);
    }
    String against = values.getOrDefault("--against", "").toLowerCase(Locale.ROOT);
    return new Options(
        number(values, "--rounds"),
        number(values, "--seconds"),
        number(values, "--connections"),
        number(values, "--rate"),
        against.isEmpty() ? List.of() : List.of(against.split(",", -1)));
  }

  private static int number(Map<String, String> values, String key) {
    return Integer.parseInt(values.getOrDefault(key, "0"));
  }

  /** Whether a contestant is to be measured; an edge always is. */
  boolean wants(Contestant contestant) {
    return contestant instanceof Contestant.Atoll
        || against.isEmpty()
        || against.contains(contestant.name().toLowerCase(Locale.ROOT));
  }
}
