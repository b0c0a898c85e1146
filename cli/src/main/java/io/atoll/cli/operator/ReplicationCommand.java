package io.atoll.cli.operator;

import io.atoll.cli.DataDir;
import io.atoll.cli.ExitCode;
import io.atoll.cli.Failure;
import io.atoll.cli.Output;
import io.atoll.cli.PlatformFile;
import io.atoll.cli.TextTable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll replication}: how far regions are behind each other, and whether they are equal. */
@Command(
    name = "replication",
    description = "Shows and steers how regions follow each other, and compares what they hold.")
public final class ReplicationCommand {
  private static final String TARGET = "the region that pulls";
  private static final String SOURCE = "the region whose log it pulls";

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
      return new Report(region.id(), new ReplicatorClient(region, null).status(), "");
    } catch (Failure e) {
      String message = String.valueOf(e.getMessage());
      return new Report(
          region.id(),
          new JsonObject(),
          message.startsWith(region.id()) ? message : region.id() + ": " + message);
    }
  }

  @Command(
      description = {
        "Shows each link's partitions, lag and limits.",
        "VISIBLE: how long the writes of the last minute took until they could be read."
      })
  int links(@Mixin DataDir data, @Mixin Output output) {
    List<Report> reports =
        PlatformFile.read(data.path()).regions().parallelStream()
            .map(ReplicationCommand::ask)
            .toList();
    output.print(json(reports), linkLines(reports, Style.detect()));
    return ExitCode.OK;
  }

  static List<String> linkLines(List<Report> reports, Style style) {
    TextTable table =
        new Tables(style)
            .table(
                "FROM",
                "TO",
                "PARTITION",
                "STATE",
                "HEARD",
                "LAG",
                "RECORDS",
                "NEXT",
                "VISIBLE P50/P99/MAX",
                "LIMITS")
            .alignRight(2)
            .alignRight(4)
            .alignRight(5)
            .alignRight(6)
            .alignRight(7)
            .alignRight(8);
    for (Report report : reports) {
      if (!report.isKnown()) {
        table.row(
            "any",
            report.region(),
            "-",
            style.state("unknown"),
            "-",
            "-",
            "-",
            "-",
            "-",
            style.faint(report.failure()));
      }
      RegionView.objects(report.status(), "links")
          .forEach(link -> addPartitions(table, report, link, style));
    }
    return table.lines();
  }

  private static void addPartitions(TextTable table, Report report, JsonObject link, Style style) {
    LinkView view = LinkView.read(report.region(), link);
    String limits = limits(link.getJsonObject("settings", new JsonObject()));
    List<JsonObject> partitions = RegionView.objects(link, "partitions").toList();
    if (partitions.isEmpty()) {
      table.row(
          view.source(),
          view.target(),
          "-",
          style.state(view.state()),
          view.heard(),
          "-",
          "-",
          "-",
          "-",
          style.faint(limits));
    }
    for (JsonObject partition : partitions) {
      int number = partition.getInteger("partition", 0);
      table.row(
          view.source(),
          view.target(),
          Integer.toString(number),
          style.state(view.state()),
          view.heard(),
          Durations.text(partition.getLong("lagMillis", 0L)),
          view.records(partition.getLong("lagRecords", 0L)),
          Long.toString(partition.getLong("nextOffset", 0L)),
          VisibleView.read(report.status(), view.source(), number).text(),
          style.faint(limits));
    }
  }

  private static String limits(JsonObject settings) {
    List<String> words = new ArrayList<>();
    if (settings.getBoolean("paused", false)) {
      words.add("paused");
    }
    if (settings.getLong("recordsPerSecond", 0L) > 0) {
      words.add(settings.getLong("recordsPerSecond") + " records/s");
    }
    if (settings.getLong("bytesPerSecond", 0L) > 0) {
      words.add(settings.getLong("bytesPerSecond") + " bytes/s");
    }
    return String.join(", ", words);
  }

  @Command(description = "Stops a link until it is resumed; its region falls behind.")
  int pause(
      @Mixin DataDir data,
      @Mixin Output output,
      @Parameters(paramLabel = "REGION", description = TARGET) String region,
      @Parameters(paramLabel = "SOURCE", description = SOURCE) String source) {
    return change(data, output, region, source, new JsonObject().put("paused", true));
  }

  @Command(description = "Lets a paused link go on where it was.")
  int resume(
      @Mixin DataDir data,
      @Mixin Output output,
      @Parameters(paramLabel = "REGION", description = TARGET) String region,
      @Parameters(paramLabel = "SOURCE", description = SOURCE) String source) {
    return change(data, output, region, source, new JsonObject().put("paused", false));
  }

  @Command(description = "Limits what a link takes; without a limit named, takes all limits away.")
  int throttle(
      @Mixin DataDir data,
      @Mixin Output output,
      @Parameters(paramLabel = "REGION", description = TARGET) String region,
      @Parameters(paramLabel = "SOURCE", description = SOURCE) String source,
      @Option(names = "--records", paramLabel = "N", description = "records per second")
          long records,
      @Option(names = "--bytes", paramLabel = "N", description = "bytes per second") long bytes) {
    return change(
        data,
        output,
        region,
        source,
        new JsonObject().put("recordsPerSecond", records).put("bytesPerSecond", bytes));
  }

  private static int change(
      DataDir data, Output output, String region, String source, JsonObject settings) {
    PlatformClient client = PlatformClient.of(data);
    PlatformFile.Region target = client.platform().region(region);
    String from = client.platform().region(source).id();
    JsonObject answer = new ReplicatorClient(target, client.operatorToken()).change(from, settings);
    String limits = limits(answer);
    output.print(
        answer,
        List.of(
            "%s pulls from %s: %s"
                .formatted(target.id(), from, limits.isEmpty() ? "no limits" : limits)));
    return ExitCode.OK;
  }

  @Command(
      description = {
        "Compares what all regions hold that are not expelled, from their stores, while they work.",
        "Ends with 1 if keys differ or it could not be decided."
      })
  int verify(@Mixin DataDir data, @Mixin Output output) {
    RegionsCheck check = RegionsCheck.run(clients(data, null));
    output.print(check.json(), check.lines());
    return check.areEqual() ? ExitCode.OK : ExitCode.FAILED;
  }

  @Command(
      description = {
        "Compares all regions, and has partitions with wrong cells filled anew.",
        "A region fills a partition from its own state and logs; meanwhile it does not serve it."
      })
  int repair(@Mixin DataDir data, @Mixin Output output) {
    PlatformClient platform = PlatformClient.of(data);
    List<ReplicatorClient> clients = clients(data, platform.operatorToken());
    RegionsCheck check = RegionsCheck.run(clients);
    List<String> lines = new ArrayList<>(check.lines());
    JsonArray reloaded = new JsonArray();
    check
        .wrong()
        .forEach((region, partitions) ->
            clients.stream()
                .filter(client -> client.region().equals(region))
                .forEach(client ->
                    partitions.forEach(partition -> {
                      client.reload(partition);
                      reloaded.add(region + "/" + partition);
                      lines.add("%s fills partition %d anew".formatted(region, partition));
                    })));
    output.print(check.json().put("reloaded", reloaded), lines);
    return ExitCode.OK;
  }

  @Command(
      description = {
        "Has a drained region forget everything and be filled by the others, under a new incarnation.",
        "What only it had is in its conflict ledger afterwards."
      })
  int reseed(
      @Mixin DataDir data,
      @Mixin Output output,
      @Parameters(paramLabel = "REGION", description = "the region, drained") String region) {
    PlatformClient client = PlatformClient.of(data);
    PlatformFile.Region target = client.platform().region(region);
    JsonObject answer = new Reseeding(client, target).run();
    output.print(
        answer,
        List.of(
            "%s forgot everything; %d writes that only it had are in its conflict ledger."
                .formatted(target.id(), answer.getLong("kept", 0L)),
            "It is filled by the others now; see how far it is: atoll replication status. When it is ready: atoll region restore %s"
                .formatted(target.id())));
    return ExitCode.OK;
  }

  private static List<ReplicatorClient> clients(DataDir data, @Nullable String token) {
    Set<String> expelled = expelled(data);
    return PlatformFile.read(data.path()).regions().stream()
        .filter(region -> !expelled.contains(region.id()))
        .map(region -> new ReplicatorClient(region, token))
        .toList();
  }

  /** Nobody waits for what these have. As long as no controller says so, all count. */
  private static Set<String> expelled(DataDir data) {
    try {
      return RegionView.objects(PlatformClient.of(data).readController("/v1/status"), "regions")
          .map(RegionView::read)
          .filter(region -> region.state().equals("expelled"))
          .map(RegionView::id)
          .collect(Collectors.toSet());
    } catch (Failure e) {
      return Set.of();
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
