package io.atoll.replication.simulation.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MinimizerTest {
  @Test
  void onlyTheFaultsThatAreNeededAreLeftInTheirOrder() {
    List<Fault> faults = new ArrayList<>();
    for (int at = 0; at < 10; at++) {
      faults.add(new Fault(Fault.Type.QUIET, at, 1, 0, 1, at));
    }
    List<Fault> needed =
        Minimizer.minimize(
            faults,
            fewer -> fewer.containsAll(Set.of(faults.get(2), faults.get(7), faults.get(8))));
    assertThat(needed).containsExactly(faults.get(2), faults.get(7), faults.get(8));
  }
}
