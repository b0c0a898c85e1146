package io.atoll.chaos.report;

import io.atoll.chaos.check.Finding;
import io.atoll.chaos.fault.FaultSpan;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** Writes a report for programs: kebab-case names, times in milliseconds since the drill began. */
public final class ReportJson {
  private ReportJson() {}

  public static JsonObject of(Report report) {
    return new JsonObject()
        .put("drill", report.drill())
        .put("description", report.description())
        .put("verdict", lower(report.verdict()))
        .put("started-at", report.startedAt().toString())
        .put("took-millis", report.took().toMillis())
        .put("seed", report.seed())
        .put("faults", array(report.faults().stream().map(ReportJson::fault).toList()))
        .put("totals", totals(report.totals()))
        .put("findings", array(report.findings().stream().map(ReportJson::finding).toList()));
  }

  private static JsonObject fault(FaultSpan span) {
    JsonObject json =
        new JsonObject()
            .put("fault", span.fault().toString())
            .put("injected-millis", span.injectedMicros() / 1_000);
    span.seenMicros().ifPresent(seen -> json.put("seen-millis", seen / 1_000));
    return json.put("undone-millis", span.undoneMicros() / 1_000);
  }

  private static JsonObject totals(Totals totals) {
    JsonObject errors = new JsonObject();
    totals.errorsByPlace().forEach((place, count) -> errors.put(place.value(), count));
    return new JsonObject()
        .put("acknowledged-writes", totals.acknowledgedWrites())
        .put("not-yet-visible", totals.notYetVisible())
        .put("unknown-writes", totals.unknownWrites())
        .put("reads", totals.reads())
        .put("shed", totals.shed())
        .put("errors-by-place", errors);
  }

  private static JsonObject finding(Finding finding) {
    return new JsonObject()
        .put("check", finding.check())
        .put("verdict", lower(finding.verdict()))
        .put("summary", finding.summary())
        .put("numbers", new JsonObject(new LinkedHashMap<>(finding.numbers())))
        .put("violations", array(finding.violations()));
  }

  private static JsonArray array(List<?> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
