package io.atoll.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KeyTest {
  @Test
  void aNameMayContainSlashes() {
    Key key = Key.parse("profiles/a/b");
    assertThat(key.namespace()).isEqualTo("profiles");
    assertThat(key.name()).isEqualTo("a/b");
    assertThat(Key.parse(key.toString())).isEqualTo(key);
  }

  @Test
  void aBadNamespaceIsNamed() {
    assertThatThrownBy(() -> new Key("Profiles", "x")).hasMessageContaining("'Profiles'");
    assertThatThrownBy(() -> new Key("profiles", "")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> new Key("profiles", "x".repeat(4097)))
        .hasMessageContaining("4097 bytes");
  }

  @Test
  void thePartitionOfAKeyNeverChanges() {
    // Stored data depends on it: these numbers must hold for ever.
    assertThat(new Key("profiles", "ada").partition(4)).isEqualTo(2);
    assertThat(new Key("profiles", "grace").partition(1000)).isEqualTo(926);
  }

  @Test
  void keysSpreadOverAllPartitions() {
    int[] counts = new int[4];
    for (int i = 0; i < 4_000; i++) {
      counts[new Key("profiles", "user-" + i).partition(4)]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(800, 1_200);
    }
  }
}
