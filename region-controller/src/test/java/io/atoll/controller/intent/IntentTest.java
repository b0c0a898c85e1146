package io.atoll.controller.intent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.atoll.controller.intent.IntentCommand.DeclareNamespaces;
import io.atoll.controller.intent.IntentCommand.DrainRegion;
import io.atoll.controller.intent.IntentCommand.RestoreRegion;
import io.atoll.controller.intent.IntentCommand.WeighRegion;
import io.atoll.controller.intent.IntentOutcome.Accepted;
import io.atoll.controller.intent.IntentOutcome.Superseded;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Namespace;
import io.atoll.core.region.RegionId;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntentTest {
  private static final RegionId A = RegionId.of("a");
  private static final RegionId B = RegionId.of("b");
  private static final Drain DRAIN = new Drain("upgrade", "operator", 1);

  @Test
  void drainAndRestoreUndoEachOther() {
    Intent drained = accepted(Intent.EMPTY, new DrainRegion(A, DRAIN, 0));
    assertThat(drained.drains()).containsEntry(A, DRAIN);
    assertThat(drained.version()).isEqualTo(1);
    Intent restored = accepted(drained, new RestoreRegion(A));
    assertThat(restored.drains()).isEmpty();
    assertThat(restored.version()).isEqualTo(2);
  }

  @Test
  void doneTwiceChangesNothingMore() {
    Intent drained = accepted(Intent.EMPTY, new DrainRegion(A, DRAIN, 0));
    assertThat(accepted(drained, new DrainRegion(A, new Drain("again", "x", 9), 0)))
        .isEqualTo(drained);
    assertThat(accepted(Intent.EMPTY, new RestoreRegion(A))).isEqualTo(Intent.EMPTY);
  }

  @Test
  void twoDrainsJudgedAtTheSameMomentAreNotBothDone() {
    Intent first = accepted(Intent.EMPTY, new DrainRegion(A, DRAIN, 0));
    assertThat(first.apply(new DrainRegion(B, DRAIN, 0))).isEqualTo(new Superseded(first));
    assertThat(first.apply(new WeighRegion(B, 0, 0))).isEqualTo(new Superseded(first));
    assertThat(accepted(first, new DrainRegion(B, DRAIN, 1)).drains()).containsOnlyKeys(A, B);
  }

  @Test
  void presentNamespacesAreLeftAsTheyAre() {
    Namespace old = new Namespace("n", Kind.REGISTER, Duration.ofDays(1));
    Intent declared = accepted(Intent.EMPTY, new DeclareNamespaces(List.of(old)));
    Namespace other = new Namespace("n", Kind.REGISTER, null);
    assertThat(accepted(declared, new DeclareNamespaces(List.of(other)))).isEqualTo(declared);
  }

  @Test
  void namespacesAreBounded() {
    List<Namespace> many =
        IntStream.range(0, Intent.NAMESPACES_MAX + 1)
            .mapToObj(i -> new Namespace("n" + i, Kind.REGISTER, null))
            .toList();
    assertThat(accepted(Intent.EMPTY, new DeclareNamespaces(many)).namespaces())
        .hasSize(Intent.NAMESPACES_MAX);
  }

  @Test
  void weightsAndReasonsAreBounded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WeighRegion(A, 101, 0))
        .withMessage("weight 101 of region a is outside 0 to 100");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Drain(" ", "x", 0))
        .withMessage("reason has 1 characters, expected 1 to 500, not all blank");
  }

  private static Intent accepted(Intent intent, IntentCommand command) {
    IntentOutcome outcome = intent.apply(command);
    assertThat(outcome).isInstanceOf(Accepted.class);
    return outcome.intent();
  }
}
