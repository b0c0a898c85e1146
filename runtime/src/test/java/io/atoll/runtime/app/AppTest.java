package io.atoll.runtime.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link App} in JVMs of its own, since exit codes and signals are what it is about. */
@Timeout(60)
class AppTest {
  private static final String CONFIG =
      """
      region: us-east
      node: sample
      admin: 127.0.0.1:0
      state-dir: state
      greeting: hello
      """;

  @TempDir Path folder;
  private @Nullable Process process;

  @AfterEach
  void killWhatIsLeft() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void sigtermStopsTheServicesAndExitsWithZero() throws Exception {
    Process started = run("--config", config(CONFIG));
    BufferedReader output = started.inputReader(UTF_8);
    assertThat(output.readLine()).isEqualTo("started hello");

    // Process.destroy would close the output that is still to be read.
    started.toHandle().destroy();

    assertThat(started.waitFor()).isEqualTo(App.EXIT_OK);
    assertThat(output.readLine()).isEqualTo("stopped hello");
    assertThat(folder.resolve("state")).isDirectory();
  }

  @Test
  void everyProblemOfTheConfigIsOnStandardErrorAndTheCodeIsTwo() throws Exception {
    String file = config(CONFIG.replace("us-east", "US").replace("greeting", "greting"));
    Process ended = run("--config=" + file);

    assertThat(errors(ended))
        .containsExactly(
            file + ":1: greeting: is missing; give it a value",
            file
                + ":1: region: region 'US' is not a region name: 1 to 32 of a-z, 0-9 and '-',"
                + " starting with a letter",
            file
                + ":5: greting: is not a key; known here: admin, greeting, node, region, state-dir,"
                + " token-file");
    assertThat(ended.waitFor()).isEqualTo(App.EXIT_CONFIG);
  }

  @Test
  void anAdminAddressBeyondLoopbackIsRefusedWithoutAToken() throws Exception {
    String file = config(CONFIG.replace("127.0.0.1:0", "0.0.0.0:0"));
    Process ended = run("--config", file);

    assertThat(errors(ended))
        .containsExactly(
            file
                + ": admin address 0.0.0.0:0 can be reached from other machines, but there is no"
                + " token-file; set one, or listen on 127.0.0.1");
    assertThat(ended.waitFor()).isEqualTo(App.EXIT_CONFIG);
  }

  @Test
  void otherArgumentsAreRefused() throws Exception {
    Process ended = run("--verbose");

    assertThat(errors(ended)).containsExactly("expected --config FILE, found '--verbose'");
    assertThat(ended.waitFor()).isEqualTo(App.EXIT_CONFIG);
  }

  @Test
  void aServiceThatDoesNotStartIsNamedAndTheCodeIsOne() throws Exception {
    Process ended = run("--config", config(CONFIG.replace("hello", "refuse")));

    assertThat(errors(ended))
        .anySatisfy(line ->
            assertThat(line)
                .contains("level=ERROR")
                .contains("saying did not start: told to refuse"));
    assertThat(ended.waitFor()).isEqualTo(App.EXIT_FAILED);
  }

  private String config(String yaml) throws IOException {
    return Files.writeString(folder.resolve("config.yaml"), yaml).toString();
  }

  private Process run(String... args) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx64m",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    System.getProperty("java.class.path"),
                    SampleMain.class.getName()),
                Stream.of(args))
            .toList();
    Process running = new ProcessBuilder(command).start();
    process = running;
    return running;
  }

  private static List<String> errors(Process ended) throws InterruptedException {
    List<String> lines = ended.errorReader(UTF_8).lines().toList();
    assertThat(ended.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return lines;
  }
}
