package io.atoll.core.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CoordinatesTest {
  private static final Coordinates LONDON = new Coordinates(51.5074, -0.1278);
  private static final Coordinates NEW_YORK = new Coordinates(40.7128, -74.0060);

  @Test
  void londonToNewYorkIsAboutFiveThousandFiveHundredSeventyKilometres() {
    assertThat(LONDON.kilometresTo(NEW_YORK)).isCloseTo(5570, within(5.0));
    assertThat(NEW_YORK.kilometresTo(LONDON))
        .isCloseTo(LONDON.kilometresTo(NEW_YORK), within(1e-6));
  }

  @Test
  void antipodesAreHalfTheCircumferenceApartAndNotNaN() {
    assertThat(new Coordinates(0, 0).kilometresTo(new Coordinates(0, 180)))
        .isCloseTo(20_015, within(1.0));
  }

  @Test
  void aLatitudeOffTheGlobeIsNamedWithItsBound() {
    assertThatThrownBy(() -> new Coordinates(91, 0))
        .hasMessage("latitude 91.0 is outside -90 to 90 degrees");
    assertThatThrownBy(() -> new Coordinates(0, Double.NaN)).hasMessageContaining("longitude NaN");
  }
}
