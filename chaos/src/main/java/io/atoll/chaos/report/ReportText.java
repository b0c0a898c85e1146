package io.atoll.chaos.report;

import io.atoll.chaos.check.Finding;
import io.atoll.chaos.check.Verdict;
import io.atoll.chaos.fault.FaultSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a report for people, for a terminal or a file, plain or with ANSI colours: every check in
 * a sentence. The single numbers are in {@link ReportJson}.
 */
public final class ReportText {
  private static final String RESET = "\u001b[0m";

  /** One line of a table. */
  private record Row(String name, String value) {}

  private ReportText() {}

  public static String of(Report report, boolean colours) {
    StringBuilder text = new StringBuilder();
    text.append("drill %s: ".formatted(report.drill()))
        .append(coloured(report.verdict(), report.verdict().name(), colours))
        .append(" after %s%n%n".formatted(seconds(report.took())));
    List<Row> rows = rows(report);
    int width = rows.stream().mapToInt(row -> row.name.length()).max().orElse(0);
    rows.forEach(row -> text.append(("  %-" + width + "s  %s%n").formatted(row.name, row.value)));
    text.append("%n".formatted());
    for (Finding finding : report.findings()) {
      String verdict = "%-7s".formatted(finding.verdict());
      text.append(
          "  %s  %s: %s%n"
              .formatted(
                  coloured(finding.verdict(), verdict, colours),
                  finding.check(),
                  finding.summary()));
      finding
          .violations()
          .forEach(violation -> text.append("             - %s%n".formatted(violation)));
    }
    return text.toString();
  }

  private static List<Row> rows(Report report) {
    List<Row> rows = new ArrayList<>();
    for (FaultSpan span : report.faults()) {
      rows.add(new Row("fault", fault(span)));
    }
    Totals totals = report.totals();
    rows.add(
        new Row(
            "acknowledged writes",
            "%d (%d of them not yet visible), %d attempts unknown"
                .formatted(
                    totals.acknowledgedWrites(), totals.notYetVisible(), totals.unknownWrites())));
    rows.add(new Row("reads", Long.toString(totals.reads())));
    rows.add(
        new Row(
            "errors by users' place",
            totals.errorsByPlace().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "))));
    if (totals.shed() > 0) {
      rows.add(new Row("not begun, too much under way", Long.toString(totals.shed())));
    }
    return rows;
  }

  private static String fault(FaultSpan span) {
    return "%s from %.1f s to %.1f s, %s"
        .formatted(
            span.fault(),
            span.injectedMicros() / 1e6,
            span.undoneMicros() / 1e6,
            span.seenMicros().isPresent()
                ? "in effect after %d ms"
                    .formatted((span.seenMicros().getAsLong() - span.injectedMicros()) / 1_000)
                : "never seen in effect");
  }

  private static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1e3);
  }

  private static String coloured(Verdict verdict, String text, boolean colours) {
    if (!colours) {
      return text;
    }
    String code =
        switch (verdict) {
          case PASS -> "\u001b[32m";
          case INVALID -> "\u001b[33m";
          case FAIL -> "\u001b[31m";
        };
    return code + text + RESET;
  }
}
