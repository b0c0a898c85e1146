package io.atoll.replication.simulation.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Finds which faults a failure needs, by leaving out what it does not (delta debugging). */
final class Minimizer {
  private Minimizer() {}

  /**
   * Leaves out faults, many at once and then one by one, as long as it still fails.
   *
   * @param fails whether it fails in the same way with only these faults
   */
  static List<Fault> minimize(List<Fault> faults, Predicate<List<Fault>> fails) {
    List<Fault> needed = faults;
    for (int chunk = Math.max(1, faults.size() / 2); chunk > 0; chunk /= 2) {
      for (int from = 0; from < needed.size(); ) {
        List<Fault> fewer = new ArrayList<>(needed);
        fewer.subList(from, Math.min(from + chunk, fewer.size())).clear();
        if (fails.test(fewer)) {
          needed = List.copyOf(fewer);
        } else {
          from += chunk;
        }
      }
    }
    return needed;
  }
}
