package io.atoll.edge.invalidate;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.replication.announce.Visible;
import io.atoll.replication.view.Lease;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppliedPurgesTest {
  private static final IncarnationId OWN = IncarnationId.parse("here~1");
  private static final IncarnationId OTHER = IncarnationId.parse("there~1");
  private static final Key PURGE = new Purge(new Scope.Host("shop.test"), true).key();
  private static final Duration LEASE = Duration.ofMillis(200);

  private long millis = 1_000;
  private final AppliedPurges applied =
      new AppliedPurges(2, LEASE, () -> millis, () -> millis * 1_000_000);

  private static Watermark upTo(long next) {
    return Watermark.ZERO.advance(OTHER, next);
  }

  private static Position at(long offset) {
    return new Position(OTHER, 1, offset);
  }

  private void visible(String run, long next, long sequence) {
    applied.visible(new Visible(1, run, OWN, upTo(next), sequence, List.of()));
  }

  @Test
  void aPurgeIsAppliedWhenEveryEdgeHasHeardOfItNotWhenThisOneHas() {
    applied.dropped(1, 7, PURGE);
    millis = 2_000;
    assertThat(applied.state(at(4))).isInstanceOf(RegionState.Pending.class);
    visible("run", 4, 6);
    assertThat(applied.state(at(4))).isInstanceOf(RegionState.Pending.class);
    millis = 3_000;
    visible("run", 5, 7);
    millis = 4_000;
    visible("run", 9, 8);

    assertThat(applied.state(at(4))).isEqualTo(new RegionState.Applied(3_000L));
  }

  @Test
  void aPurgeThatThisEdgeDidNotHearOfIsAppliedItIsNotKnownSinceWhen() {
    visible("run", 5, 7);

    assertThat(applied.state(at(4))).isEqualTo(new RegionState.Applied(null));
    assertThat(applied.state(at(5))).isInstanceOf(RegionState.Pending.class);
    assertThat(applied.state(new Position(OTHER, 2, 0))).isInstanceOf(RegionState.Pending.class);
  }

  @Test
  void whoWaitsIsToldAtOnceOrAtTheDeadline() {
    Future<RegionState> told = applied.await(at(4), Duration.ofSeconds(1));
    Future<RegionState> late = applied.await(at(9), Duration.ofSeconds(1));
    applied.dropped(1, 7, PURGE);
    assertThat(told.isComplete()).isFalse();

    visible("run", 5, 7);
    assertThat(told.result()).isEqualTo(new RegionState.Applied(1_000L));
    assertThat(late.isComplete()).isFalse();

    millis += 1_000;
    applied.tick();
    assertThat(late.result()).isInstanceOf(RegionState.Pending.class);
  }

  @Test
  void ifTheAppliersWordIsLostALeaseSaysItOneLengthLater() {
    applied.granted(1, new Lease("run", 7, OWN, upTo(5), 7));
    applied.tick();
    assertThat(applied.state(at(4))).isInstanceOf(RegionState.Pending.class);

    millis += LEASE.toMillis();
    applied.tick();

    assertThat(applied.state(at(4))).isInstanceOf(RegionState.Applied.class);
  }

  @Test
  void anotherRedisMayLackWhatTheFormerHad() {
    visible("run", 5, 7);
    visible("another", 3, 1);

    assertThat(applied.state(at(4))).isInstanceOf(RegionState.Pending.class);
  }

  @Test
  void theOldestMomentsAreForgotten() {
    for (int i = 1; i <= AppliedPurges.MOMENTS_MAX; i++) {
      millis = 10_000L + i;
      applied.dropped(1, i, PURGE);
      visible("run", i, i);
    }

    assertThat(applied.state(at(AppliedPurges.MOMENTS_MAX - 1)))
        .isEqualTo(new RegionState.Applied(10_000L + AppliedPurges.MOMENTS_MAX));
    // At the latest at the oldest moment that is still known.
    assertThat(applied.state(at(0)))
        .isEqualTo(new RegionState.Applied(10_001L + AppliedPurges.MOMENTS_MAX / 2L));
  }
}
