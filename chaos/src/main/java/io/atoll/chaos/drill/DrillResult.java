package io.atoll.chaos.drill;

import io.atoll.chaos.report.Report;
import java.nio.file.Path;
import java.util.List;

/** How a run of a drill ended. */
public sealed interface DrillResult {
  /**
   * It ran to its end.
   *
   * @param folder where report and history were saved
   */
  record Judged(Report report, Path folder) implements DrillResult {}

  /** The platform was not in its steady state, so nothing was broken. */
  record Refused(List<String> reasons) implements DrillResult {}
}
