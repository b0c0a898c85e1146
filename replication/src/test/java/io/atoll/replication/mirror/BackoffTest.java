package io.atoll.replication.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.testkit.property.Property;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void doublesUpToItsBoundAndNeverTakesOffMoreThanHalf() {
    Property.forAll(
        1,
        100,
        random -> {
          Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), random);
          long full = 100;
          for (int i = 0; i < 20; i++) {
            assertThat(backoff.next().toMillis()).isBetween(full / 2, full);
            full = Math.min(5_000, full * 2);
          }
          backoff.reset();
          assertThat(backoff.next().toMillis()).isBetween(50L, 100L);
        });
  }
}
