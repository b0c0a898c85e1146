package io.atoll.chaos.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DrillValueTest {
  @Test
  void valueHasItsSizeAndTellsItsName() {
    byte[] bytes = DrillValue.bytes("u12-345", 128);
    assertThat(bytes).hasSize(128);
    assertThat(DrillValue.name(bytes)).isEqualTo("u12-345");
  }

  @Test
  void oneChangedByteIsDamage() {
    byte[] bytes = DrillValue.bytes("u12-345", 128);
    bytes[100]++;
    assertThat(DrillValue.name(bytes)).isEqualTo(DrillValue.DAMAGED);
    assertThat(DrillValue.name("foreign".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(DrillValue.DAMAGED);
  }

  @Test
  void subnetsAreReadOrRefusedWithAnExample() {
    assertThat(Subnet.parse("81.2.69.0/24")).hasToString("81.2.69.0/24");
    assertThatThrownBy(() -> Subnet.parse("81.2.69.0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("81.2.69.0/24");
    assertThatThrownBy(() -> Subnet.parse("81.2.69.0/33"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 32");
    assertThatThrownBy(() -> Subnet.parse("81.2.69.5/24"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("first 24");
    assertThatThrownBy(() -> Subnet.parse("example.org/24"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
