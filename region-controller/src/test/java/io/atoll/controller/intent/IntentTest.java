package io.atoll.controller.intent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.atoll.controller.intent.IntentCommand.DeclareNamespaces;
import io.atoll.controller.intent.IntentCommand.DrainRegion;
import io.atoll.controller.intent.IntentCommand.ExpelRegion;
import io.atoll.controller.intent.IntentCommand.ReadmitRegion;
import io.atoll.controller.intent.IntentCommand.RestoreRegion;
import io.atoll.controller.intent.IntentCommand.WeighRegion;
import io.atoll.controller.intent.IntentOutcome.Accepted;
import io.atoll.controller.intent.IntentOutcome.Superseded;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Namespace;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IntentTest {
  private static final RegionId A = RegionId.of("a");
  private static final RegionId B = RegionId.of("b");
  private static final Drain DRAIN = new Drain("upgrade", "operator", 1);
  private static final Expulsion EXPULSION = new Expulsion("away too long", "operator", 2);

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
  void whatEndedStaysEndedWhenARegionIsReadmitted() {
    Intent expelled = accepted(Intent.EMPTY, new ExpelRegion(A, EXPULSION, lives("one"), 0));
    assertThat(expelled.isExpelled(A)).isTrue();
    assertThat(expelled.ended()).isEqualTo(lives("one"));
    Intent readmitted = accepted(expelled, new ReadmitRegion(A));
    assertThat(readmitted.isExpelled(A)).isFalse();
    assertThat(readmitted.ended()).isEqualTo(lives("one"));
    assertThat(accepted(readmitted, new ReadmitRegion(A))).isEqualTo(readmitted);
  }

  @Test
  void expelledAgainOnlyAddsLivesThatWereNotKnown() {
    Intent first = accepted(Intent.EMPTY, new ExpelRegion(A, EXPULSION, lives("one"), 0));
    Expulsion later = new Expulsion("again", "x", 9);
    assertThat(accepted(first, new ExpelRegion(A, later, lives("one"), 0))).isEqualTo(first);
    Intent second = accepted(first, new ExpelRegion(A, later, lives("two"), 1));
    assertThat(second.expulsions()).containsEntry(A, EXPULSION);
    assertThat(second.ended()).isEqualTo(lives("one", "two"));
  }

  @Test
  void anExpulsionAndADrainJudgedAtTheSameMomentAreNotBothDone() {
    Intent drained = accepted(Intent.EMPTY, new DrainRegion(B, DRAIN, 0));
    assertThat(drained.apply(new ExpelRegion(A, EXPULSION, lives("one"), 0)))
        .isEqualTo(new Superseded(drained));
    Intent expelled = accepted(Intent.EMPTY, new ExpelRegion(A, EXPULSION, lives("one"), 0));
    assertThat(expelled.apply(new DrainRegion(B, DRAIN, 0))).isEqualTo(new Superseded(expelled));
  }

  @Test
  void onlyLivesOfTheRegionItselfAreEndedAndAtLeastOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExpelRegion(B, EXPULSION, lives("one"), 0))
        .withMessage("expected incarnations of b, but [a~one]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExpelRegion(A, EXPULSION, lives(), 0))
        .withMessage("0 incarnations of a to end, expected 1 to 1000");
  }

  private static SortedSet<IncarnationId> lives(String... lives) {
    return Stream.of(lives)
        .map(life -> new IncarnationId(A, life))
        .collect(Collectors.toCollection(TreeSet::new));
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
