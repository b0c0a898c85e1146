package io.atoll.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.cli.ExitCode;
import io.atoll.cli.operator.FakePlatform.Run;
import org.junit.jupiter.api.Test;

class WanCommandTest extends OnFakePlatform {
  @Test
  void wanLinksAreListed() {
    platform
        .supervisor()
        .on(
            "GET /v1/wan",
            200,
            """
            {"links": [
              {"from": "us-east", "to": "eu-west", "delayMillis": 38, "cut": false},
              {"from": "eu-west", "to": "us-east", "delayMillis": 38, "cut": true, "cutUntil": "2026-01-01T00:00:30Z"}]}
            """);

    assertThat(platform.atoll("wan", "list").out())
        .isEqualTo(
            """
            FROM     TO       DELAY  STATE  UNTIL
            us-east  eu-west   38ms  up
            eu-west  us-east   38ms  cut    2026-01-01T00:00:30Z
            """);
  }

  @Test
  void bothDirectionsAreCutWhenAskedFor() {
    platform
        .supervisor()
        .on(
            "PUT /v1/wan/us-east/eu-west",
            200,
            "{\"from\":\"us-east\",\"to\":\"eu-west\",\"cut\":true}")
        .on(
            "PUT /v1/wan/eu-west/us-east",
            200,
            "{\"from\":\"eu-west\",\"to\":\"us-east\",\"cut\":true}");

    Run run = platform.atoll("wan", "cut", "us-east", "eu-west", "--for", "10s", "--both");

    assertThat(run.out())
        .isEqualTo(
            """
            us-east to eu-west is cut for 10s; it joins again by itself
            eu-west to us-east is cut for 10s; it joins again by itself
            """);
    assertThat(platform.supervisor().requests())
        .containsExactly(
            "PUT /v1/wan/us-east/eu-west {\"cut\":true,\"for\":\"10s\"}",
            "PUT /v1/wan/eu-west/us-east {\"cut\":true,\"for\":\"10s\"}");
  }

  @Test
  void aDurationThatIsNoneIsAUsageError() {
    Run run = platform.atoll("wan", "cut", "us-east", "eu-west", "--for", "ages");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("'ages' is not a duration");
  }
}
