package io.atoll.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.chaos.check.Finding;
import io.atoll.chaos.check.Verdict;
import io.atoll.chaos.fault.Fault;
import io.atoll.chaos.fault.FaultSpan;
import io.atoll.core.region.RegionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportTextTest {
  private static final RegionId EU = RegionId.of("eu-west");

  @Test
  void everyCheckIsOneSentenceAndNoNumberIsSaidTwice() {
    Report report =
        new Report(
            "region-loss",
            "",
            Instant.EPOCH,
            Duration.ofMillis(54_200),
            1,
            List.of(
                new FaultSpan(
                    new Fault.KillRegion(EU), 7_300_000, OptionalLong.of(7_875_000), 22_300_000)),
            new Totals(1905, 0, 6, 1407, 0, new TreeMap<>(Map.of(EU, 289L))),
            List.of(
                new Finding(
                    "lost-acknowledged-writes",
                    Verdict.FAIL,
                    "1 of 1905 acknowledged writes lost (at most 0 allowed)",
                    Map.of("acknowledged-writes", 1905, "lost-writes", 1),
                    List.of("profiles/k7: 'v9' is gone"))));

    assertThat(ReportText.of(report, false))
        .isEqualTo(
            """
            drill region-loss: FAIL after 54.2 s

              fault                   kill eu-west from 7.3 s to 22.3 s, in effect after 575 ms
              acknowledged writes     1905 (0 of them not yet visible), 6 attempts unknown
              reads                   1407
              errors by users' place  eu-west 289

              FAIL     lost-acknowledged-writes: 1 of 1905 acknowledged writes lost (at most 0 allowed)
                         - profiles/k7: 'v9' is gone
            """);
  }
}
