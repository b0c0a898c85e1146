package io.atoll.cli.operator;

import io.atoll.cli.DataDir;
import io.atoll.cli.ExitCode;
import io.atoll.cli.Output;
import io.atoll.cli.TextTable;
import io.atoll.runtime.config.Units;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll node}: the processes of a platform on one machine, and killing them. */
@Command(name = "node", description = "Lists the platform's processes and kills them.")
public final class NodeCommand {
  /** In the table, where a row should stay a line or two. */
  private static final int DETAIL_LENGTH_MAX = 80;

  @Command(description = "Lists the processes with their states.")
  int list(@Mixin DataDir data, @Mixin Output output) {
    JsonObject nodes = PlatformClient.of(data).readSupervisor("/v1/nodes");
    output.print(nodes, lines(nodes, Style.detect(), Instant.now()));
    return ExitCode.OK;
  }

  static List<String> lines(JsonObject nodes, Style style, Instant now) {
    TextTable table =
        new Tables(style)
            .table("NODE", "STATE", "PID", "RESTARTS", "UP FOR", "DETAIL")
            .alignRight(2)
            .alignRight(3)
            .alignRight(4);
    RegionView.objects(nodes, "nodes")
        .forEach(node ->
            table.row(
                node.getString("id", "?"),
                style.state(node.getString("state", "unknown")),
                text(node, "pid", "-"),
                text(node, "restarts", "0"),
                upFor(node.getString("startedAt", ""), now),
                style.faint(shortened(text(node, "detail", "")))));
    return table.lines();
  }

  @Command(
      description = {
        "Kills processes with SIGKILL, all at once, and holds them down for a while.",
        "A target is a region (all its processes) or one process: us-east or us-east/edge-1."
      })
  int kill(
      @Mixin DataDir data,
      @Mixin Output output,
      @Parameters(paramLabel = "TARGET", arity = "1..*", description = "a region or one process")
          List<String> targets,
      @Option(
              names = "--hold",
              paramLabel = "TIME",
              defaultValue = "60s",
              converter = Durations.class,
              description = "how long they stay down, at most 10m (default: 60s)")
          Duration hold) {
    JsonObject body =
        new JsonObject().put("targets", new JsonArray(targets)).put("hold", Units.text(hold));
    JsonObject answer =
        PlatformClient.of(data).changeBySupervisor(api -> api.post("/v1/kill", body));
    String lease = answer.getString("lease", "?");
    output.print(
        answer,
        List.of(
            "killed: "
                + String.join(
                    ", ",
                    answer.getJsonArray("killed", new JsonArray()).stream()
                        .map(String::valueOf)
                        .toList()),
            "held down until %s; let them start earlier: atoll node release %s"
                .formatted(answer.getString("until", "?"), lease)));
    return ExitCode.OK;
  }

  @Command(description = "Ends a hold early: what was killed under it starts again.")
  int release(
      @Mixin DataDir data,
      @Mixin Output output,
      @Parameters(paramLabel = "LEASE", description = "as 'atoll node kill' named it")
          String lease) {
    JsonObject answer =
        PlatformClient.of(data).changeBySupervisor(api -> api.delete("/v1/holds/" + lease));
    output.print(answer.put("lease", lease).put("released", true), List.of("released " + lease));
    return ExitCode.OK;
  }

  /** The first of what may be many reasons; JSON output has them all. */
  private static String shortened(String detail) {
    return detail.length() <= DETAIL_LENGTH_MAX
        ? detail
        : detail.substring(0, DETAIL_LENGTH_MAX - 1) + "…";
  }

  private static String text(JsonObject json, String member, String otherwise) {
    Object value = json.getValue(member);
    return value == null ? otherwise : value.toString();
  }

  private static String upFor(@Nullable String startedAt, Instant now) {
    if (startedAt == null || startedAt.isEmpty()) {
      return "-";
    }
    return Durations.text(Math.max(0, Duration.between(Instant.parse(startedAt), now).toMillis()));
  }
}
