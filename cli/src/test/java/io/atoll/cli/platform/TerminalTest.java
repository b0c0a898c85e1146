package io.atoll.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private static final int NARROW = 80;
  private static final Pattern CONTROL = Pattern.compile("\u001b\\[[?0-9;]*[A-Za-z]");

  private final StringWriter written = new StringWriter();
  private final Blueprint blueprint =
      new SupervisorConfig(Path.of("/nowhere"), 0, 3, WanProfile.DEFAULT).blueprint();

  @Test
  void offATerminalNothingIsAnimatedOrColoured() {
    Terminal plain = Terminal.plain(new PrintWriter(written));
    plain.redraw(List.of("a frame"));
    plain.say(plain.good("done"));
    assertThat(written.toString()).isEqualTo("done\n");
  }

  @Test
  void aShorterFrameLeavesNothingOfALongerOne() {
    Terminal terminal = new Terminal(new PrintWriter(written), true, false);
    terminal.redraw(List.of("one", "two", "three"));
    terminal.redraw(List.of("only"));
    assertThat(written.toString()).contains("\u001b[3A\u001b[J");
  }

  @Test
  void aFrameNeverWrapsInANarrowTerminalBecauseItIsDrawnOverByLines() {
    Terminal terminal = new Terminal(new PrintWriter(written), true, false);
    JsonArray nodes = new JsonArray();
    for (String region : List.of("us-east", "eu-west", "ap-northeast")) {
      for (String node :
          List.of("redis", "kafka", "controller", "replicator", "edge-1", "edge-2", "dns")) {
        nodes.add(new JsonObject().put("id", region + "/" + node).put("ready", true));
      }
    }
    new Progress(terminal).show(nodes, Duration.ofSeconds(12));
    assertThat(CONTROL.matcher(written.toString()).replaceAll("").lines())
        .hasSize(4)
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(NARROW));
    assertThat(written.toString()).contains("\u001b[?7l").endsWith("\u001b[?7h");
  }

  @Test
  void theTableOfAddressesFitsIntoANarrowTerminal() {
    assertThat(new Welcome(blueprint.platformFile()).lines())
        .filteredOn(line -> line.startsWith("REGION") || line.contains(".53:5300  "))
        .hasSize(4)
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(NARROW));
  }
}
