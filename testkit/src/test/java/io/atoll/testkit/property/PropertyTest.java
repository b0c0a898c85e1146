package io.atoll.testkit.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.testkit.random.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PropertyTest {
  private final @Nullable String chosenBefore = System.getProperty(Seeds.PROPERTY);

  @BeforeEach
  void noSeedChosen() {
    System.clearProperty(Seeds.PROPERTY);
  }

  @AfterEach
  void asBefore() {
    if (chosenBefore == null) {
      System.clearProperty(Seeds.PROPERTY);
    } else {
      System.setProperty(Seeds.PROPERTY, chosenBefore);
    }
  }

  @Test
  void runsAsOftenAsAskedEachTimeWithOtherNumbers() {
    List<Long> drawn = new ArrayList<>();
    Property.forAll(1, 100, random -> drawn.add(random.nextLong()));
    assertThat(drawn).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void aFailureNamesTheSeedAndThatSeedAloneFailsAgain() {
    Property.Law law = random -> assertThat(random.nextInt(50)).isNotZero();
    AssertionError failure =
        catchThrowableOfType(AssertionError.class, () -> Property.forAll(1, 1_000, law));
    assertThat(failure).hasMessageContaining("fails with seed");
    String seed =
        String.valueOf(failure.getMessage()).replaceAll("(?s).*-Datoll.seed=(\\d+).*", "$1");

    System.setProperty(Seeds.PROPERTY, seed);
    assertThatThrownBy(() -> Property.forAll(999, 1, law))
        .hasMessageContaining("fails with seed " + seed + ":");
  }

  @Test
  void aChosenSeedIsTheOnlyOneRun() {
    System.setProperty(Seeds.PROPERTY, "77");
    List<Long> seeds = new ArrayList<>();
    Seeds.fixed(1, 10, seeds::add);
    assertThat(seeds).containsExactly(77L);
    System.setProperty(Seeds.PROPERTY, "many");
    assertThatThrownBy(Seeds::chosen).hasMessageContaining("'many'");
  }

  @Test
  void generatedNounsSurviveTheirOwnText() {
    Property.forAll(
        1,
        500,
        random -> {
          Key key = Any.key(random);
          assertThat(Key.parse(key.toString())).isEqualTo(key);
          IncarnationId incarnation = Any.position(random).incarnation();
          assertThat(IncarnationId.parse(incarnation.toString())).isEqualTo(incarnation);
          assertThat(Any.watermark(random).merge(Any.watermark(random))).isNotNull();
        });
  }

  @Test
  void tiesAreCommon() {
    List<Boolean> ties = new ArrayList<>();
    Property.forAll(
        1, 1_000, random -> ties.add(Any.timestamp(random).equals(Any.timestamp(random))));
    assertThat(ties.stream().filter(tie -> tie)).hasSizeGreaterThan(30);
  }
}
