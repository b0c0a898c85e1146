package io.atoll.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFilesTest {
  @TempDir Path dir;

  @Test
  void aPidThatNowBelongsToAnotherProcessIsNotOurs() throws Exception {
    PidFiles pids = new PidFiles(dir);
    long self = ProcessHandle.current().pid();
    pids.note("us-east/edge-1", self);
    assertThat(pids.alive()).containsOnlyKeys("us-east/edge-1");
    try (var files = Files.list(dir.resolve("run"))) {
      Path file = files.findFirst().orElseThrow();
      Files.writeString(file, self + " 1");
    }
    assertThat(pids.alive()).isEmpty();
  }

  @Test
  void aProcessThatHasEndedIsForgotten() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    PidFiles pids = new PidFiles(dir);
    pids.note("us-east/redis", process.pid());
    process.destroyForcibly().waitFor();
    assertThat(pids.alive()).isEmpty();
    pids.forgetAll();
    try (var files = Files.list(dir.resolve("run"))) {
      assertThat(files).isEmpty();
    }
  }
}
