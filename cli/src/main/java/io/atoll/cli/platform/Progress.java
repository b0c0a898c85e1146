package io.atoll.cli.platform;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How processes come up, for people: on a terminal a line per region that names each process and
 * what it is at; off it a line for each process once it is ready.
 */
final class Progress {
  private final Terminal terminal;
  private final Set<String> said = new HashSet<>();

  Progress(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * @param nodes as the supervisor's {@code GET /v1/nodes} lists them
   */
  void show(JsonArray nodes, Duration since) {
    if (terminal.isLive()) {
      draw(nodes, since);
    } else {
      for (Object element : nodes) {
        JsonObject node = (JsonObject) element;
        String id = node.getString("id");
        if (node.getBoolean("ready") && said.add(id)) {
          terminal.say("  %-24s ready after %s".formatted(id, seconds(since)));
        }
      }
    }
  }

  private void draw(JsonArray nodes, Duration since) {
    Map<String, List<JsonObject>> regions =
        nodes.stream()
            .map(JsonObject.class::cast)
            .collect(
                Collectors.groupingBy(
                    node -> region(node), LinkedHashMap::new, Collectors.toList()));
    List<String> lines =
        regions.entrySet().stream()
            .map(region ->
                "  %-13s%s"
                    .formatted(
                        region.getKey(),
                        region.getValue().stream()
                            .map(this::mark)
                            .collect(Collectors.joining(" "))))
            .collect(Collectors.toList());
    lines.add("  " + terminal.faint(summary(nodes) + ", " + seconds(since)));
    terminal.redraw(lines);
  }

  private static String region(JsonObject node) {
    String id = node.getString("id");
    return id.substring(0, id.indexOf('/'));
  }

  private String mark(JsonObject node) {
    String id = node.getString("id");
    String name = id.substring(id.indexOf('/') + 1);
    if (node.getBoolean("ready")) {
      return terminal.good("✓" + name);
    }
    return node.getString("state").equals("restarting")
        ? terminal.bad("!" + name)
        : terminal.faint((node.getValue("pid") == null ? "·" : "…") + name);
  }

  private static String summary(JsonArray nodes) {
    long ready =
        nodes.stream().map(JsonObject.class::cast).filter(node -> node.getBoolean("ready")).count();
    return ready + " of " + nodes.size() + " ready";
  }

  static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1000.0);
  }
}
