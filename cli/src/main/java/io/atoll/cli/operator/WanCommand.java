package io.atoll.cli.operator;

import io.atoll.cli.DataDir;
import io.atoll.cli.ExitCode;
import io.atoll.cli.Failure;
import io.atoll.cli.Output;
import io.atoll.cli.TextTable;
import io.atoll.runtime.config.Units;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll wan}: the emulated network between regions, and cutting it. */
@Command(name = "wan", description = "Shows the emulated network between regions and cuts it.")
public final class WanCommand {
  @Command(description = "Lists the links between regions with their delays.")
  int list(@Mixin DataDir data, @Mixin Output output) {
    JsonObject links = PlatformClient.of(data).readSupervisor("/v1/wan");
    output.print(links, lines(links, Style.detect()));
    return ExitCode.OK;
  }

  static List<String> lines(JsonObject links, Style style) {
    TextTable table =
        new Tables(style).table("FROM", "TO", "DELAY", "STATE", "UNTIL").alignRight(2);
    RegionView.objects(links, "links")
        .forEach(link -> {
          String until = link.getString("cutUntil");
          table.row(
              link.getString("from", "?"),
              link.getString("to", "?"),
              Durations.text(link.getLong("delayMillis", 0L)),
              style.state(link.getBoolean("cut", false) ? "cut" : "up"),
              style.faint(until == null ? "" : until));
        });
    return table.lines();
  }

  @Command(
      description = {
        "Cuts the link that one region's processes use to reach another's, for a while.",
        "Connections the other way are another link: cut both with --both."
      })
  int cut(
      @Mixin DataDir data,
      @Mixin Output output,
      @Parameters(paramLabel = "FROM", description = "the region whose connections are cut")
          String from,
      @Parameters(paramLabel = "TO", description = "the region they lead to") String to,
      @Option(
              names = "--for",
              paramLabel = "TIME",
              defaultValue = "30s",
              converter = Durations.class,
              description = "how long, at most 10m (default: 30s)")
          Duration length,
      @Option(names = "--both", description = "cut the link in the other direction too")
          boolean both) {
    PlatformClient client = PlatformClient.of(data);
    String first = client.platform().region(from).id();
    String second = client.platform().region(to).id();
    if (first.equals(second)) {
      throw Failure.usage("%s has no link to itself; name two regions".formatted(first));
    }
    JsonArray cut = new JsonArray().add(cut(client, first, second, length));
    if (both) {
      cut.add(cut(client, second, first, length));
    }
    List<String> lines = new ArrayList<>();
    JsonObject answer = new JsonObject().put("links", cut);
    RegionView.objects(answer, "links")
        .forEach(link ->
            lines.add(
                "%s to %s is cut for %s; it joins again by itself"
                    .formatted(
                        link.getString("from", first),
                        link.getString("to", second),
                        Units.text(length))));
    output.print(answer, lines);
    return ExitCode.OK;
  }

  private static JsonObject cut(PlatformClient client, String from, String to, Duration length) {
    JsonObject body = new JsonObject().put("cut", true).put("for", Units.text(length));
    return client.changeBySupervisor(api -> api.put("/v1/wan/%s/%s".formatted(from, to), body));
  }
}
