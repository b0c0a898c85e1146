package io.atoll.cli.operator;

import io.atoll.cli.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The tables that several commands print. */
final class Tables {
  private final Style style;

  Tables(Style style) {
    this.style = style;
  }

  List<String> regions(List<RegionView> regions) {
    TextTable table = table("REGION", "STATE", "WEIGHT", "EDGES", "REASON").alignRight(2);
    for (RegionView region : regions) {
      String edges = region.edgesHealthy() + "/" + region.edges();
      table.row(
          region.id(),
          style.state(region.state()),
          Integer.toString(region.weight()),
          region.edgesHealthy() < region.edges() ? style.bad(edges) : edges,
          style.faint(text(region.reason())));
    }
    return table.lines();
  }

  List<String> links(List<LinkView> links) {
    TextTable table =
        table("FROM", "TO", "LINK", "LAG", "RECORDS", "REASON").alignRight(3).alignRight(4);
    for (LinkView link : links) {
      table.row(
          link.source(),
          link.target(),
          style.state(link.state()),
          link.lag(),
          link.records(),
          style.faint(text(link.reason())));
    }
    return table.lines();
  }

  /** A table with headings in this style. */
  TextTable table(String... headings) {
    List<String> styled = new ArrayList<>();
    for (String heading : headings) {
      styled.add(style.heading(heading));
    }
    return new TextTable(styled.toArray(String[]::new));
  }

  /** Words of other processes in one line of ours. */
  private static String text(String reason) {
    return Objects.toString(reason, "").replaceAll("\\p{Cntrl}+", " ").strip();
  }
}
