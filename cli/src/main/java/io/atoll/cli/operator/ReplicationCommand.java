package io.atoll.cli.operator;

import io.atoll.cli.Api;
import io.atoll.cli.DataDir;
import io.atoll.cli.ExitCode;
import io.atoll.cli.Failure;
import io.atoll.cli.Output;
import io.atoll.cli.PlatformFile;
import io.atoll.cli.TextTable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code atoll replication}: how far each region is behind each other one. */
@Command(name = "replication", description = "Shows how far regions are behind each other.")
public final class ReplicationCommand {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(3);

  /** What one region's replicator said, or why it said nothing. */
  record Report(String region, JsonObject status, String failure) {
    boolean isKnown() {
      return failure.isEmpty();
    }
  }

  @Command(description = "Shows each region's replicator and each link between regions.")
  int status(@Mixin DataDir data, @Mixin Output output) {
    PlatformFile platform = PlatformFile.read(data.path());
    List<Report> reports =
        platform.regions().parallelStream().map(ReplicationCommand::ask).toList();
    if (reports.stream().noneMatch(Report::isKnown)) {
      throw Failure.unavailable(
          "no replicator answers (%s). Is the platform up? Start it: ./atoll up"
              .formatted(String.join("; ", reports.stream().map(Report::failure).toList())));
    }
    output.print(json(reports), lines(reports, Style.detect()));
    return ExitCode.OK;
  }

  private static Report ask(PlatformFile.Region region) {
    try {
      JsonObject status =
          new Api(region.replicator(), null, ANSWER_MAX).get("/v1/replication/status").orFail();
      return new Report(region.id(), status, "");
    } catch (IOException e) {
      return new Report(
          region.id(),
          new JsonObject(),
          "%s at %s: %s".formatted(region.id(), region.replicator(), PlatformClient.reason(e)));
    } catch (Failure e) {
      return new Report(region.id(), new JsonObject(), region.id() + ": " + e.getMessage());
    }
  }

  static List<String> lines(List<Report> reports, Style style) {
    TextTable replicators =
        new Tables(style).table("REPLICATOR", "STATE", "TO APPLY", "REASON").alignRight(2);
    List<LinkView> links = new ArrayList<>();
    for (Report report : reports) {
      replicators.row(
          report.region(),
          style.state(state(report)),
          report.isKnown() ? Long.toString(toApply(report.status())) : "-",
          style.faint(
              report.isKnown() ? report.status().getString("reason", "") : report.failure()));
      RegionView.objects(report.status(), "links")
          .map(link -> LinkView.read(report.region(), link))
          .forEach(links::add);
    }
    List<String> lines = new ArrayList<>(replicators.lines());
    lines.add("");
    lines.addAll(new Tables(style).links(links));
    return lines;
  }

  private static String state(Report report) {
    if (!report.isKnown()) {
      return "unreachable";
    }
    return report.status().getBoolean("ready", false) ? "ready" : "recovering";
  }

  /** Records of all logs that its view does not have yet. */
  private static long toApply(JsonObject status) {
    return RegionView.objects(status, "partitions")
        .mapToLong(partition -> partition.getLong("lagRecords", 0L))
        .sum();
  }

  private static JsonObject json(List<Report> reports) {
    JsonArray array = new JsonArray();
    for (Report report : reports) {
      array.add(
          report.isKnown()
              ? report.status()
              : new JsonObject().put("region", report.region()).put("failure", report.failure()));
    }
    return new JsonObject().put("regions", array);
  }
}
