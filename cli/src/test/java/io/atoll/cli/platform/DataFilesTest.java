package io.atoll.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFilesTest {
  @TempDir Path dir;
  private SupervisorConfig config = new SupervisorConfig(Path.of(""), 0, 3, WanProfile.NONE);

  @BeforeEach
  void writeFiles() throws Exception {
    config = new SupervisorConfig(dir, 0, 3, WanProfile.NONE);
    // Named already, so that no project directory is needed.
    Files.writeString(dir.resolve("namespaces.yaml"), "namespaces: []\n");
    write();
  }

  private void write() {
    new DataFiles(new DataLayout(dir)).write(config.blueprint(), config);
  }

  @Test
  void onlyTheOwnerMayReadTheOperatorToken() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token())))
        .isEqualTo("rw-------");
    assertThat(Files.readString(token())).hasSizeGreaterThanOrEqualTo(43);
  }

  @Test
  void onlyTheOwnerMayReadTheKeysOfSessions() throws Exception {
    Path keys = dir.resolve("session.keys");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
        .isEqualTo("rw-------");
    String before = Files.readString(keys);
    assertThat(before).matches("[A-Za-z0-9_-]{43}");
    write();
    assertThat(Files.readString(keys)).isEqualTo(before);
  }

  @Test
  void aSecondStartKeepsTheToken() throws Exception {
    String before = Files.readString(token());
    write();
    assertThat(Files.readString(token())).isEqualTo(before);
  }

  @Test
  void wipingLeavesAloneWhatIsNotOurs() throws Exception {
    Files.writeString(dir.resolve("notes.txt"), "mine");
    Files.createDirectories(dir.resolve("us-east/kafka/data"));
    new DataFiles(new DataLayout(dir)).wipe(Topology.of(AddressPlan.USUAL, 3));
    assertThat(token()).doesNotExist();
    assertThat(dir.resolve("us-east")).doesNotExist();
    assertThat(dir.resolve("notes.txt")).exists();
  }

  @Test
  void theSupervisorReadsItsConfigBack() {
    assertThat(
            io.atoll.runtime.config.Config.load(
                dir.resolve("supervisor.yaml"), SupervisorConfig::read))
        .isEqualTo(config);
  }

  private Path token() {
    return dir.resolve("operator.token");
  }
}
