package io.atoll.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.replication.view.Lease;
import io.atoll.replication.view.View;
import io.atoll.replication.view.ViewUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private static final Duration LENGTH = Duration.ofMillis(200);

  private static final IncarnationId LOG = IncarnationId.parse("a~1");

  private long now;
  private int slowGrants;
  private Watermark applied = Watermark.ZERO;

  /** A Redis whose first answers take longer than the lease that they grant. */
  private final View view =
      new LeasesOnly() {
        @Override
        public Future<Lease> lease(int partition, String edge, Duration length) {
          now += slowGrants-- > 0 ? 2 * LENGTH.toNanos() : 1_000_000;
          return Future.succeededFuture(new Lease("run", 1, LOG, applied, 0));
        }
      };

  private final Leases leases =
      new Leases(
          view,
          "edge-1",
          1,
          LENGTH,
          () -> now,
          new L1(1 << 20),
          new CacheMetrics(new SimpleMeterRegistry()),
          (partition, lease) -> {});

  @Test
  void aReadOnABusyMachineWaitsForALeaseThatIsHereInTime() {
    slowGrants = 3;
    assertThat(leases.obtain(0).succeeded()).isTrue();
  }

  @Test
  void aReadGivesUpWhenEveryGrantComesTooLate() {
    slowGrants = Integer.MAX_VALUE;
    Future<LeaseState> never = leases.obtain(0);
    assertThat(never.cause())
        .isInstanceOf(ViewUnavailableException.class)
        .hasMessageContaining("ended 10 times before it was here");
  }

  @Test
  void aWaitForAWatermarkEndsWithTheGrantThatShowsIt() {
    Watermark wanted = Watermark.ZERO.advance(LOG, 3);
    leases.renewAll();
    Future<Boolean> reached = leases.reach(0, wanted, Duration.ofSeconds(1));
    assertThat(reached.isComplete()).isFalse();

    applied = wanted;
    leases.renewAll();

    assertThat(reached.result()).isTrue();
    assertThat(leases.reach(0, wanted, Duration.ofSeconds(1)).result()).isTrue();
  }

  @Test
  void aWaitForAWatermarkEndsWithTheAppliersWordOrAtItsDeadline() {
    leases.renewAll();
    Future<Boolean> told = leases.reach(0, Watermark.ZERO.advance(LOG, 3), Duration.ofSeconds(1));
    Future<Boolean> late = leases.reach(0, Watermark.ZERO.advance(LOG, 5), Duration.ofSeconds(1));

    leases.visible(0, "another run", Watermark.ZERO.advance(LOG, 9));
    assertThat(told.isComplete()).isFalse();
    leases.visible(0, "run", Watermark.ZERO.advance(LOG, 4));
    assertThat(told.result()).isTrue();

    now += Duration.ofSeconds(1).toNanos();
    leases.renewAll();
    assertThat(late.result()).isFalse();
  }

  @Test
  void withoutALeaseNothingIsReached() {
    leases.renewAll();
    leases.visible(0, "run", Watermark.ZERO.advance(LOG, 4));
    assertThat(leases.isReached(0, Watermark.ZERO.advance(LOG, 4))).isTrue();

    now += LENGTH.toNanos();

    assertThat(leases.isReached(0, Watermark.ZERO.advance(LOG, 4))).isFalse();
  }

  @Test
  void readersWhoWaitAreBounded() {
    Watermark wanted = Watermark.ZERO.advance(LOG, 3);
    for (int i = 0; i < Reaching.WAITING_MAX; i++) {
      assertThat(leases.reach(0, wanted, Duration.ofSeconds(1)).isComplete()).isFalse();
    }
    assertThat(leases.reach(0, wanted, Duration.ofSeconds(1)).result()).isFalse();
  }
}
