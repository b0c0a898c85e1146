package io.atoll.replication.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LinkProgressTest {
  private static final IncarnationId LIFE = IncarnationId.parse("us-east~life-1");

  private final AtomicLong nanos = new AtomicLong(-5);
  private final LinkProgress progress =
      new LinkProgress(RegionId.of("us-east"), Duration.ofSeconds(3), nanos::get);

  private void pass(long millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  private void open(long next, long end) {
    progress.opened(Map.of(0, new MirrorPosition(LIFE, next, 0, "m")), Map.of(0, end));
    progress.running();
  }

  @Test
  void aLinkThatWasNotTriedYetIsNotCaughtUp() {
    assertThat(progress.notedEndsReached()).isFalse();
    progress.starting();
    assertThat(progress.notedEndsReached()).isFalse();
  }

  @Test
  void anUnreachableSourceCountsAsCaughtUpOnlyWhileItIsUnreachable() {
    progress.waiting("no answer", true);
    assertThat(progress.notedEndsReached()).isTrue();
    open(0, 5);
    assertThat(progress.notedEndsReached()).isFalse();
    progress.waiting("no answer", true);
    assertThat(progress.notedEndsReached()).isTrue();
  }

  @Test
  void theEndsOfALogMadeAnewAreNotedAnew() {
    open(0, 5);
    IncarnationId anew = IncarnationId.parse("us-east~life-2");
    progress.opened(Map.of(0, new MirrorPosition(anew, 0, 0, "m")), Map.of(0, 2L));
    progress.heard(0, 1, 2);
    assertThat(progress.notedEndsReached()).isFalse();
    progress.heard(0, 2, 2);
    assertThat(progress.notedEndsReached()).isTrue();
  }

  @Test
  void aTargetThatFailsDoesNotCountAsCaughtUp() {
    progress.waiting("transaction failed", false);
    assertThat(progress.notedEndsReached()).isFalse();
  }

  @Test
  void onlyTheEndsNotedFirstMustBeReachedAndThenStayReached() {
    open(0, 5);
    progress.heard(0, 4, 9);
    assertThat(progress.notedEndsReached()).isFalse();
    progress.heard(0, 5, 100);
    assertThat(progress.notedEndsReached()).isTrue();
    open(5, 200);
    assertThat(progress.notedEndsReached()).isTrue();
  }

  @Test
  void aLinkStoppedByAProblemIsNotCaughtUp() {
    open(0, 5);
    progress.stopped("gap");
    assertThat(progress.notedEndsReached()).isFalse();
  }

  @Test
  void aProblemIsSaidForAsLongAsThePartitionDoesNotGoOnHoweverOftenThatIsTried() {
    open(5, 9);
    assertThat(progress.halted(0, "truncated")).isTrue();
    open(5, 9);
    assertThat(progress.status().partitions().getFirst().problem()).isEqualTo("truncated");
    assertThat(progress.status().reason()).contains("partition 0 is halted: truncated");
    assertThat(progress.halted(0, "truncated")).as("it is known").isFalse();

    open(5, 9);
    progress.heard(0, 6, 9);
    assertThat(progress.status().partitions().getFirst().problem()).isEmpty();
    assertThat(progress.halted(0, "truncated")).isTrue();
    progress.opened(
        Map.of(0, new MirrorPosition(IncarnationId.parse("us-east~life-2"), 0, 0, "m")),
        Map.of(0, 0L));
    assertThat(progress.status().partitions().getFirst().problem()).isEmpty();
  }

  @Test
  void lagInTimeCountsFromWhenTheMirrorLastHadEverything() {
    open(5, 5);
    pass(1_000);
    assertThat(progress.status().lagMillis()).isZero();
    progress.heard(0, 5, 8);
    pass(300);
    assertThat(progress.status().lagMillis()).isEqualTo(1_300);
    assertThat(progress.status().lagRecords()).isEqualTo(3);
    assertThat(progress.lagRecords(0)).isEqualTo(3);
    assertThat(progress.lagMillis(0)).isEqualTo(1_300);
    assertThat(progress.lagRecords(7)).as("a partition nobody has heard of").isNaN();
    progress.heard(0, 8, 8);
    assertThat(progress.status().lagMillis()).isZero();
    assertThat(progress.status().lagRecords()).isZero();
  }

  @Test
  void lagInTimeGrowsWhileTheSourceIsSilent() {
    open(5, 5);
    progress.heard(0, 5, 5);
    pass(4_000);
    progress.waiting("no answer", true);
    assertThat(progress.status().state()).isEqualTo(LinkState.WAITING);
    assertThat(progress.status().lagMillis()).isEqualTo(4_000);
    assertThat(progress.status().lagRecords()).isZero();
  }

  @Test
  void aLinkThatHearsNothingDoesNotRunWhateverItsThreadSays() {
    assertThat(progress.status().silentMillis()).isNull();
    open(5, 5);
    pass(3_500);
    assertThat(progress.status().state()).isEqualTo(LinkState.RUNNING);
    assertThat(progress.status().lagMillis()).isZero();
    pass(1_000);
    assertThat(progress.status().state()).isEqualTo(LinkState.WAITING);
    assertThat(progress.status().reason()).contains("nothing heard from us-east");
    assertThat(progress.status().silentMillis()).isEqualTo(4_500);
    assertThat(progress.status().lagMillis()).isEqualTo(4_500);
    progress.running();
    progress.heard(0, 5, 5);
    assertThat(progress.status().state()).isEqualTo(LinkState.RUNNING);
    assertThat(progress.status().lagMillis()).isZero();
  }

  @Test
  void whatIsTakenFromAPeerMovesTheLifeItIsOfAndIsNoWordOfTheSource() {
    open(5, 9);
    progress.waiting("no answer", true);
    pass(2_000);
    progress.committed(0, new MirrorPosition(IncarnationId.parse("us-east~life-0"), 70, 0, "m"));
    assertThat(progress.status().lagRecords()).isEqualTo(4);
    progress.committed(0, new MirrorPosition(LIFE, 8, 0, "m"));
    assertThat(progress.status().lagRecords()).isEqualTo(1);
    assertThat(progress.status().silentMillis()).isEqualTo(2_000);
  }

  @Test
  void saysWhetherItsStateIsNews() {
    assertThat(progress.running()).isTrue();
    assertThat(progress.running()).isFalse();
    assertThat(progress.waiting("x", true)).isTrue();
    assertThat(progress.waiting("x", true)).isFalse();
    assertThat(progress.waiting("y", true)).isTrue();
  }
}
