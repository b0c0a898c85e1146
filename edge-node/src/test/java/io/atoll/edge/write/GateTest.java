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
  void whatComesWhileAGroupIsUnderWayPassesTogetherAfterTheLastOfIt() {
    pass(1);
    pass(2);
    pass(3);
    assertThat(passed).containsExactly(1);
    underWay.get(0).complete();
    assertThat(passed).containsExactly(1, 2, 3);

    pass(4);
    underWay.get(1).fail("of no interest here");
    assertThat(passed).doesNotContain(4);
    underWay.get(2).complete();
    assertThat(passed).endsWith(4);
  }

  @Test
  void aGroupThatIsStuckHoldsBackTheNextForAWhileOnly() {
    pass(1);
    pass(2);
    nanos += Gate.HOLD_MAX.toNanos() - 1;
    gate.open();
    assertThat(passed).containsExactly(1);
    nanos++;
    gate.open();
    assertThat(passed).containsExactly(1, 2);

    // The first group's end, long after, opens nothing: another one is under way.
    pass(3);
    underWay.get(0).complete();
    assertThat(passed).containsExactly(1, 2);
    underWay.get(1).complete();
    assertThat(passed).containsExactly(1, 2, 3);
  }
}
