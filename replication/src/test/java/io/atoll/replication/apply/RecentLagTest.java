package io.atoll.replication.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.replication.apply.RecentLag.Summary;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecentLagTest {
  private long nanos = -Duration.ofHours(1).toNanos();
  private final RecentLag lag = new RecentLag(() -> nanos);

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void percentilesAreOfEveryOperationAndNeverTooLow() {
    LongStream.rangeClosed(1, 1_000).forEach(lag::record);

    Summary summary = lag.summary();

    assertThat(summary.count()).isEqualTo(1_000);
    assertThat(summary.p50Millis()).isBetween(500L, 505L);
    assertThat(summary.p99Millis()).isBetween(990L, 1_000L);
    assertThat(summary.maxMillis()).isBetween(1_000L, 1_010L);
  }

  @Test
  void whatWasHeldUpCountsWithAllOfItsTime() {
    LongStream.range(0, 98).forEach(_ -> lag.record(10));
    lag.record(Duration.ofHours(2).toMillis());
    lag.record(Duration.ofDays(20).toMillis());

    assertThat(lag.summary().p50Millis()).isEqualTo(10);
    assertThat(lag.summary().p99Millis()).isGreaterThanOrEqualTo(Duration.ofHours(2).toMillis());
    assertThat(lag.summary().maxMillis())
        .isBetween(Duration.ofDays(10).toMillis(), Duration.ofDays(11).toMillis());
  }

  @Test
  void itSpeaksOfTheLastHalfMinuteToMinuteOnly() {
    lag.record(500);
    pass(RecentLag.STRETCH);
    assertThat(lag.summary().maxMillis()).isGreaterThanOrEqualTo(500);
    lag.record(20);
    pass(RecentLag.STRETCH);
    assertThat(lag.summary()).isEqualTo(new Summary(1, 20, 20, 20));
    pass(RecentLag.STRETCH.multipliedBy(5));
    assertThat(lag.summary()).isEqualTo(new Summary(0, 0, 0, 0));
  }
}
