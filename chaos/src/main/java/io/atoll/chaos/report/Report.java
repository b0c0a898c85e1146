package io.atoll.chaos.report;

import io.atoll.chaos.check.Finding;
import io.atoll.chaos.check.Verdict;
import io.atoll.chaos.fault.FaultSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one run of a drill came to.
 *
 * @param startedAt by the wall clock
 * @param took from the first check to the last
 * @param seed of what users chose by chance
 */
public record Report(
    String drill,
    String description,
    Instant startedAt,
    Duration took,
    long seed,
    List<FaultSpan> faults,
    Totals totals,
    List<Finding> findings) {
  public Report {
    faults = List.copyOf(faults);
    findings = List.copyOf(findings);
  }

  /** That of the worst finding; without any, there is nothing to conclude. */
  public Verdict verdict() {
    return Verdict.worst(findings);
  }
}
