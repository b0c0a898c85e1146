package io.atoll.cli.operator;

import io.atoll.cli.DataDir;
import io.atoll.cli.ExitCode;
import io.atoll.cli.Output;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code atoll status}: regions, their edges, and how far replication is behind. */
@Command(
    name = "status",
    description = "Shows every region's state, weight, edges and replication lag.")
public final class StatusCommand implements Callable<Integer> {
  @Mixin private DataDir data = new DataDir();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    JsonObject status = PlatformClient.of(data).readController("/v1/status");
    output.print(status, lines(status, Style.detect()));
    return ExitCode.OK;
  }

  static List<String> lines(JsonObject status, Style style) {
    List<RegionView> regions = RegionView.objects(status, "regions").map(RegionView::read).toList();
    Tables tables = new Tables(style);
    List<String> lines = new ArrayList<>(tables.regions(regions));
    lines.add("");
    lines.addAll(tables.links(links(regions)));
    lines.add("");
    lines.add(style.faint(footer(status)));
    if (status.getString("leader") == null) {
      lines.add(
          style.warning(
              "No majority of controllers: regions go on serving, but nothing can be drained or restored."));
    }
    return lines;
  }

  /** Every pair of regions, so that a link nobody reports is seen too. */
  private static List<LinkView> links(List<RegionView> regions) {
    List<LinkView> links = new ArrayList<>();
    for (RegionView target : regions) {
      for (RegionView source : regions) {
        if (!source.id().equals(target.id())) {
          links.add(
              target.links().stream()
                  .filter(link -> link.source().equals(source.id()))
                  .findFirst()
                  .orElseGet(() ->
                      LinkView.unknown(
                          source.id(),
                          target.id(),
                          "no word from the replicator of " + target.id())));
        }
      }
    }
    return links;
  }

  private static String footer(JsonObject status) {
    String leader = status.getString("leader");
    return "As %s sees it. Intent version %s, %s."
        .formatted(
            status.getString("region", "?"),
            status.getValue("intentVersion", "unknown"),
            leader == null ? "no leader" : "led by " + leader);
  }
}
