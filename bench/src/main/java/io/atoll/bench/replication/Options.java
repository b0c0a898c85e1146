package io.atoll.bench.replication;

import java.util.HashMap;
import java.util.Map;

/**
 * How much is measured.
 *
 * @param records of one catch-up
 * @param rate records per second while latency is measured
 * @param seconds for so long
 */
record Options(int rounds, int records, int rate, int seconds) {
  static final String USAGE =
      "replication [--rounds 3] [--records 300000] [--rate 2000] [--seconds 10]";

  static Options parse(String[] args) {
    Map<String, Integer> values =
        new HashMap<>(
            Map.of("--rounds", 3, "--records", 300_000, "--rate", 2_000, "--seconds", 10));
    for (int i = 0; i < args.length; i += 2) {
      if (!values.containsKey(args[i]) || i + 1 == args.length) {
        throw new IllegalArgumentException("'%s' is not known: %s".formatted(args[i], USAGE));
      }
      values.put(args[i], Integer.parseInt(args[i + 1]));
    }
    return new Options(
        values.getOrDefault("--rounds", 0),
        values.getOrDefault("--records", 0),
        values.getOrDefault("--rate", 0),
        values.getOrDefault("--seconds", 0));
  }
}
