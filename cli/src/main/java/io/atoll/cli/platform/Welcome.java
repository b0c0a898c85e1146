package io.atoll.cli.platform;

import io.atoll.cli.PlatformFile;
import io.atoll.cli.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Where everything is, and what to try next. */
record Welcome(PlatformFile platform) {
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    TextTable table = new TextTable("REGION", "EDGES (HTTP)", "NAME SERVER", "CONTROLLER");
    for (PlatformFile.Region region : platform.regions()) {
      table.row(
          region.id(),
          region.edges().stream()
              .map(edge -> address(edge.data()))
              .collect(Collectors.joining(" ")),
          region.dns(),
          address(region.controller()));
    }
    lines.addAll(table.lines());
    lines.add("");
    lines.add("Try next:");
    next().forEach(command -> lines.add("  " + command));
    return lines;
  }

  private List<String> next() {
    String relay = platform.dnsRelay();
    int colon = relay.lastIndexOf(':');
    String first = dataOf(platform.regions().getFirst());
    String last = dataOf(platform.regions().getLast());
    return List.of(
        "dig @%s -p %s %s.%s +subnet=81.2.69.0/24"
            .formatted(
                relay.substring(0, colon),
                relay.substring(colon + 1),
                DnsZone.SERVICE,
                DnsZone.APEX),
        "curl -X PUT %s/v1/kv/profiles/ada -d '{\"name\":\"Ada\"}' -H 'content-type: application/json' -i"
            .formatted(first),
        "curl %s/v1/kv/profiles/ada -i".formatted(last),
        "./atoll status",
        "./atoll down");
  }

  /** Without the scheme, so that a row fits into 80 columns. */
  private static String address(String url) {
    return url.substring(url.indexOf("//") + 2);
  }

  private static String dataOf(PlatformFile.Region region) {
    return region.edges().getFirst().data();
  }
}
