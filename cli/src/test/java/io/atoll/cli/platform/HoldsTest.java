package io.atoll.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.region.RegionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HoldsTest {
  private static final NodeId EDGE = new NodeId(RegionId.of("us-east"), "edge-1");
  private static final NodeId OTHER = new NodeId(RegionId.of("us-east"), "edge-2");

  private final AtomicLong now = new AtomicLong(1_000_000);
  private final AtomicInteger leases = new AtomicInteger();
  private final Holds holds = new Holds(now::get, () -> "lease-" + leases.incrementAndGet());

  @Test
  void aHoldEndsByItself() {
    holds.hold(Set.of(EDGE), Duration.ofSeconds(30));
    assertThat(holds.heldUntil(EDGE)).contains(Instant.ofEpochMilli(1_030_000));
    assertThat(holds.heldUntil(OTHER)).isEmpty();
    now.addAndGet(30_000);
    assertThat(holds.heldUntil(EDGE)).isEmpty();
  }

  @Test
  void theLongestOfSeveralHoldsRules() {
    Holds.Hold shortHold = holds.hold(Set.of(EDGE), Duration.ofSeconds(10));
    Holds.Hold longHold = holds.hold(Set.of(EDGE, OTHER), Duration.ofSeconds(60));
    assertThat(holds.heldUntil(EDGE)).contains(longHold.until());
    assertThat(holds.release(longHold.lease())).isTrue();
    assertThat(holds.heldUntil(EDGE)).contains(shortHold.until());
    assertThat(holds.heldUntil(OTHER)).isEmpty();
  }

  @Test
  void anEndedHoldCanNeitherBeRenewedNorReleased() {
    Holds.Hold hold = holds.hold(Set.of(EDGE), Duration.ofSeconds(10));
    assertThat(holds.renew(hold.lease(), Duration.ofSeconds(20))).isPresent();
    now.addAndGet(20_000);
    assertThat(holds.renew(hold.lease(), Duration.ofSeconds(20))).isEmpty();
    assertThat(holds.release(hold.lease())).isFalse();
  }

  @Test
  void aHoldHasABound() {
    assertThatThrownBy(() -> holds.hold(Set.of(EDGE), Holds.LENGTH_MAX.plusMillis(1)))
        .hasMessageContaining("renew it");
    assertThatThrownBy(() -> holds.hold(Set.of(EDGE), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
