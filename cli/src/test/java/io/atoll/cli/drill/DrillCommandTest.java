package io.atoll.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.cli.ExitCode;
import io.atoll.cli.Main;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillCommandTest {
  private static final String REGION_LOSS = "../drills/region-loss.yaml";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  private int drill(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "drill";
    System.arraycopy(args, 0, all, 1, args.length);
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all);
  }

  @Test
  void listNamesTheDrillsAndWhatTheyBreak() {
    assertThat(drill("list", "../drills")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("region-loss", "kill eu-west after 5s for 15s");
  }

  @Test
  void listAsJsonIsOneDocument() {
    assertThat(drill("list", "../drills", "-o", "json")).isEqualTo(ExitCode.OK);
    assertThat(new JsonObject(out.toString()).getJsonArray("drills")).isNotEmpty();
  }

  @Test
  void checkTellsEveryProblemWithItsLineAndEndsAsUsageError() throws IOException {
    Path broken = folder.resolve("broken.yaml");
    Files.writeString(broken, "name: broken\nschedule:\n  - {after: 5s, explode: all}\n");
    assertThat(drill("check", REGION_LOSS, broken.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).contains("region-loss is fine");
    assertThat(err.toString()).contains("broken.yaml:3:", "explode", "users");
  }

  @Test
  void runWithoutAPlatformSaysHowToStartOne() {
    assertThat(drill("run", REGION_LOSS, "--data", folder.toString()))
        .isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(err.toString()).contains("atoll up");
  }

  @Test
  void runOfABadFileIsAUsageErrorBeforeAnythingElse() throws IOException {
    Path empty = folder.resolve("empty.yaml");
    Files.writeString(empty, "name: empty\n");
    assertThat(drill("run", empty.toString(), "--data", folder.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("empty.yaml", "schedule");
  }
}
