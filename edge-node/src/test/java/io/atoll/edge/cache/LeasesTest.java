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

  private long now;
  private int slowGrants;

  /** A Redis whose first answers take longer than the lease that they grant. */
  private final View view =
      new LeasesOnly() {
        @Override
        public Future<Lease> lease(int partition, String edge, Duration length) {
          now += slowGrants-- > 0 ? 2 * LENGTH.toNanos() : 1_000_000;
          return Future.succeededFuture(
              new Lease("run", 1, IncarnationId.parse("a~1"), Watermark.ZERO));
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
}
