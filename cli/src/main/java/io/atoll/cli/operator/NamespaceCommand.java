package io.atoll.cli.operator;

import io.atoll.cli.DataDir;
import io.atoll.cli.ExitCode;
import io.atoll.cli.Output;
import io.atoll.cli.TextTable;
import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code atoll namespace}: what keys can be written under. */
@Command(name = "namespace", description = "Lists namespaces.")
public final class NamespaceCommand {
  @Command(description = "Lists the namespaces and what holds for their keys.")
  int list(@Mixin DataDir data, @Mixin Output output) {
    JsonObject namespaces = PlatformClient.of(data).readController("/v1/namespaces");
    output.print(namespaces, lines(namespaces, Style.detect()));
    return ExitCode.OK;
  }

  static List<String> lines(JsonObject namespaces, Style style) {
    TextTable table =
        new Tables(style)
            .table("NAMESPACE", "KIND", "DEFAULT TTL", "DURABILITY", "SCORES", "PURGES PAGES");
    RegionView.objects(namespaces, "namespaces")
        .forEach(namespace -> {
          Long seconds = namespace.getLong("default-ttl-seconds");
          table.row(
              namespace.getString("name", "?"),
              namespace.getString("kind", "?"),
              seconds == null ? "none" : Durations.text(seconds * 1_000),
              namespace.getString("durability", "local"),
              namespace.getString("score-policy", "-"),
              namespace.getBoolean("purges-pages", false) ? "yes" : "no");
        });
    return table.lines();
  }
}
