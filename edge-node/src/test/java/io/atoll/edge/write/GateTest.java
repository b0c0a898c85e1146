package io.atoll.edge.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {
  private long nanos;
  private final Gate gate = new Gate(() -> nanos);
  private final List<Integer> passed = new ArrayList<>();
  private final List<Promise<Integer>> underWay = new ArrayList<>();

  private Future<Integer> pass(int number) {
    return gate.pass(() -> {
      passed.add(number);
      Promise<Integer> promise = Promise.promise();
      underWay.add(promise);
      return promise.future();
    });
  }

  /** Lets writes from 1 to this number pass: 1, then 2, then 3 and 4, then 5 to 8. */
  private void passUpTo(int number) {
    for (int i = 1; i <= number; i++) {
      pass(i);
    }
    assertThat(passed).hasSize(number);
  }

  @Test
  void aloneAWriteWaitsForNobody() {
    Future<Integer> one = pass(1);
    assertThat(passed).containsExactly(1);
    underWay.getFirst().complete(7);
    assertThat(one.result()).isEqualTo(7);

    pass(2);
    assertThat(passed).containsExactly(1, 2);
  }

  @Test
  void writesWaitUntilTheyAreAsManyAsAreUnderWay() {
    passUpTo(4);
    for (int i = 5; i <= 7; i++) {
      pass(i);
      assertThat(passed).hasSize(4);
    }
    pass(8);
    assertThat(passed).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void whatEndsLetsThoseThatWaitPassSooner() {
    passUpTo(4);
    pass(5);
    pass(6);
    underWay.get(0).complete();
    assertThat(passed).hasSize(4);
    underWay.get(3).fail("of no interest here");
    assertThat(passed).endsWith(5, 6);
  }

  @Test
  void whoeverWaitsPassesWhenTheLastHasEnded() {
    passUpTo(2);
    pass(3);
    underWay.get(0).complete();
    assertThat(passed).endsWith(3);
    pass(4);
    underWay.get(1).complete();
    assertThat(passed).endsWith(4);
  }

  @Test
  void writesThatAreStuckHoldBackOthersForAWhileOnly() {
    passUpTo(4);
    pass(5);
    nanos += Gate.HOLD_MAX.toNanos() - 1;
    gate.open();
    assertThat(passed).hasSize(4);
    nanos++;
    gate.open();
    assertThat(passed).endsWith(5);

    // Their end, long after, opens nothing: another one is under way.
    pass(6);
    pass(7);
    pass(8);
    assertThat(passed).endsWith(5, 6, 7, 8);
    pass(9);
    underWay.subList(0, 4).forEach(Promise::complete);
    assertThat(passed).hasSize(8);
    underWay.subList(4, 7).forEach(Promise::complete);
    assertThat(passed).endsWith(9);
  }
}
