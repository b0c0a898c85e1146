package io.atoll.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.runtime.net.HostPort;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortOwnerTest {
  @Test
  void aCommandThatIsSeveralLinesLongIsToldInOne() throws Exception {
    Process process = new ProcessBuilder("sh", "-c", "sleep 60\n:\n").start();
    try {
      assertThat(PortOwner.describe(Path.of("/proc", "" + process.pid())).toString())
          .isEqualTo("pid %d (sh -c sleep 60 :)".formatted(process.pid()));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void aProcessThatItsPlatformHasNoNoteOfIsNotSentToDownWhichWouldFindNothing(@TempDir Path dir)
      throws Exception {
    PortOwner owner =
        new PortOwner(
            ProcessHandle.current().pid(),
            "java --config " + dir.resolve("us-east/dns/config.yaml"));
    Files.createFile(new DataLayout(dir).platformFile());
    assertThat(owner.platform()).isEmpty();
    new PidFiles(dir).note("us-east/dns", owner.pid());
    assertThat(owner.platform()).contains(dir);
  }

  @Test
  void namesTheProcessThatListens() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(PortOwner.of(new HostPort("127.0.0.1", taken.getLocalPort())))
          .hasValueSatisfying(
              owner -> assertThat(owner.pid()).isEqualTo(ProcessHandle.current().pid()));
      assertThat(PortOwner.of(new HostPort("127.0.0.2", taken.getLocalPort()))).isEmpty();
    }
  }
}
