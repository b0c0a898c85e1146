package io.atoll.dns.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.dns.Zones;
import io.atoll.dns.sign.SigningKey.Use;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class KeyFileTest {
  @TempDir private Path folder;

  private Path generate(String name) throws IOException {
    Path base = folder.resolve(name);
    KeyFile.generate(base, Zones.APEX);
    return base;
  }

  @Test
  void aKeyThatIsMadeCanBeRead() throws IOException {
    for (int i = 0; i < 20; i++) {
      SigningKey key = KeyFile.read(generate("key" + i), Zones.APEX, Use.ACTIVE);
      assertThat(key.isKeySigning()).isTrue();
      assertThat(key.delegation()).contains("DS\t" + key.record().getFootprint() + " 13 2 ");
    }
  }

  @Test
  void aKeyIsNeverOverwritten() throws IOException {
    Path base = generate("key");
    assertThatThrownBy(() -> KeyFile.generate(base, Zones.APEX))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void theSecretIsItsOwnersAlone() throws IOException {
    Path secret = KeyFile.files(generate("key")).getLast();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
  }

  @Test
  void aKeyOfAnotherZoneIsRefused() throws IOException {
    Path base = generate("key");
    assertThatThrownBy(
            () -> KeyFile.read(base, Name.fromConstantString("example.org."), Use.ACTIVE))
        .hasMessageContaining("not of example.org. and algorithm 13");
  }

  @Test
  void halvesOfTwoKeysAreRefused() throws IOException {
    Path one = generate("one");
    Files.copy(
        KeyFile.files(generate("other")).getLast(),
        KeyFile.files(one).getLast(),
        StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> KeyFile.read(one, Zones.APEX, Use.ACTIVE))
        .hasMessageContaining("is no key that can be read");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> KeyFile.read(folder.resolve("Kx"), Zones.APEX, Use.ACTIVE))
        .hasMessageContaining("Kx.key");
  }

  @Test
  void aNewKeyIsListedBeforeItSignsAndTheParentIsToldOfWhatSigns() throws IOException {
    SigningKey old = KeyFile.read(generate("old"), Zones.APEX, Use.ACTIVE);
    SigningKey next = KeyFile.read(generate("next"), Zones.APEX, Use.PUBLISHED);
    ZoneKeys keys = new ZoneKeys(Zones.APEX, List.of(old, next));
    assertThat(keys.records(60))
        .extracting(Record::getType)
        .containsExactly(Type.DNSKEY, Type.DNSKEY, Type.CDNSKEY, Type.CDS);
    assertThat(keys.signing(Type.A)).containsExactly(old);
    assertThat(keys.signing(Type.DNSKEY)).containsExactly(old);
    assertThatThrownBy(() -> new ZoneKeys(Zones.APEX, List.of(next)))
        .hasMessageContaining("at least one active");
  }
}
