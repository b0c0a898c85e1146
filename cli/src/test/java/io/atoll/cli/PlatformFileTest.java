package io.atoll.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformFileTest {
  @TempDir Path dir;

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    PlatformFile file =
        new PlatformFile(
            "http://127.0.0.1:7070",
            "127.0.0.1:5300",
            dir.resolve("operator.token"),
            "default",
            List.of(
                new PlatformFile.Region(
                    "us-east",
                    1,
                    38.95,
                    -77.45,
                    "http://127.0.1.30:7000",
                    "http://127.0.1.40:9090",
                    "127.0.1.53:5300",
                    "127.0.1.10:9092",
                    "127.0.1.20:6379",
                    List.of(
                        new PlatformFile.Edge(
                            "edge-1", "http://127.0.1.1:8080", "http://127.0.1.1:9090")))));
    Files.writeString(dir.resolve(PlatformFile.NAME), file.json());
    assertThat(PlatformFile.read(dir)).isEqualTo(file);
  }

  @Test
  void anAbsentPlatformIsUnavailableAndTheMessageSaysHowToStartOne() {
    assertThatThrownBy(() -> PlatformFile.read(dir))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
        .hasMessageContaining("./atoll up");
  }
}
