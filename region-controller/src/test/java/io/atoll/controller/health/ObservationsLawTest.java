package io.atoll.controller.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.testkit.property.Any;
import io.atoll.testkit.property.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Gossip arrives in any order, again and again, by any way: merging must not care. */
class ObservationsLawTest {
  @Test
  void mergeIsCommutative() {
    Property.forAll(
        1,
        300,
        random -> {
          Observations a = observations(random);
          Observations b = observations(random);
          assertThat(a.merge(b)).isEqualTo(b.merge(a));
        });
  }

  @Test
  void mergeIsAssociative() {
    Property.forAll(
        1,
        300,
        random -> {
          Observations a = observations(random);
          Observations b = observations(random);
          Observations c = observations(random);
          assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
        });
  }

  @Test
  void mergeIsIdempotent() {
    Property.forAll(
        1,
        300,
        random -> {
          Observations a = observations(random);
          Observations b = observations(random);
          assertThat(a.merge(b).merge(b)).isEqualTo(a.merge(b));
        });
  }

  private static Observations observations(RandomGenerator random) {
    List<Observation> some = new ArrayList<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      some.add(
          new Observation(
              Any.region(random),
              Any.region(random),
              Any.timestamp(random),
              new TreeMap<>(Map.of("edge-1", random.nextBoolean())),
              random.nextBoolean(),
              random.nextBoolean() ? "" : "refused"));
    }
    return Observations.NONE.with(some);
  }
}
