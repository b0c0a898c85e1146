package io.atoll.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.cli.ExitCode;
import io.atoll.cli.operator.FakePlatform.Run;
import org.junit.jupiter.api.Test;

class StatusCommandTest extends OnFakePlatform {
  private static final String STATUS =
      """
      {"region": "us-east", "leader": "eu-west", "intentVersion": 12, "regions": [
        {"id": "ap-northeast", "state": "down", "weight": 100, "reason": "2 of 3 observers can't\\nreach it",
         "edges": [{"node": "edge-1", "healthy": false}, {"node": "edge-2", "healthy": false}]},
        {"id": "eu-west", "state": "drained", "weight": 100, "reason": "maintenance",
         "edges": [{"node": "edge-1", "healthy": true}, {"node": "edge-2", "healthy": true}],
         "replication": {"links": [
           {"source": "us-east", "state": "running", "lagMillis": 12, "lagRecords": 0},
           {"source": "ap-northeast", "state": "waiting", "reason": "can't reach its log", "lagMillis": 83000, "lagRecords": 1250}]}},
        {"id": "us-east", "state": "up", "weight": 100, "reason": "",
         "edges": [{"node": "edge-1", "healthy": true}, {"node": "edge-2", "healthy": false}],
         "replication": {"links": [{"source": "eu-west", "state": "running", "lagMillis": 1500, "lagRecords": 3}]}}]}
      """;

  @Test
  void statusShowsRegionsAndEveryLinkAligned() {
    platform.controller("us-east").on("GET /v1/status", 200, STATUS);

    Run run = platform.atoll("status");

    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .isEqualTo(
            """
            REGION        STATE    WEIGHT  EDGES  REASON
            ap-northeast  down        100  0/2    2 of 3 observers can't reach it
            eu-west       drained     100  2/2    maintenance
            us-east       up          100  1/2

            FROM          TO            LINK        LAG  RECORDS  REASON
            eu-west       ap-northeast  unknown       -        -  no word from the replicator of ap-northeast
            us-east       ap-northeast  unknown       -        -  no word from the replicator of ap-northeast
            ap-northeast  eu-west       waiting  1m 23s    1250+  can't reach its log
            us-east       eu-west       running    12ms        0
            ap-northeast  us-east       unknown       -        -  no word from the replicator of us-east
            eu-west       us-east       running    1.5s        3

            As us-east sees it. Intent version 12, led by eu-west.
            """);
  }

  @Test
  void statusAsJsonIsWhatTheControllerSaid() {
    platform.controller("us-east").on("GET /v1/status", 200, STATUS);

    Run run = platform.atoll("status", "-o", "json");

    assertThat(FakePlatform.json(run.out())).isEqualTo(FakePlatform.json(STATUS));
  }

  @Test
  void theNextControllerIsAskedWhenOneIsDeadOrFails() {
    platform.controller("us-east").die();
    platform.controller("eu-west").on("GET /v1/status", 503, "{\"detail\":\"starting\"}");
    platform.controller("ap-northeast").on("GET /v1/status", 200, STATUS);

    assertThat(platform.atoll("region", "list").exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void withEveryControllerDeadItSaysWhatToDo() {
    platform.controller("us-east").die();
    platform.controller("eu-west").die();
    platform.controller("ap-northeast").die();

    Run run = platform.atoll("status");

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("atoll: no controller answers (us-east at http://127.0.0.1:")
        .contains("Connection refused")
        .endsWith("Is the platform up? Start it: ./atoll up\n");
  }

  @Test
  void aLostMajorityIsSaid() {
    platform
        .controller("us-east")
        .on("GET /v1/status", 200, STATUS.replace("\"leader\": \"eu-west\"", "\"leader\": null"));

    assertThat(platform.atoll("status").out())
        .contains("no leader.\nNo majority of controllers: regions go on serving");
  }

  @Test
  void aNodeWithManyReasonsStillTakesOneRow() {
    String detail = "partition 0: no Redis; ".repeat(20);
    platform
        .supervisor()
        .on(
            "GET /v1/nodes",
            200,
            "{\"nodes\": [{\"id\": \"us-east/replicator\", \"detail\": \"%s\"}]}"
                .formatted(detail));

    assertThat(platform.atoll("node", "list").out().lines().skip(1))
        .singleElement()
        .satisfies(row -> assertThat(row).hasSizeLessThan(150).endsWith("…"));
    assertThat(platform.atoll("node", "list", "-o", "json").out()).contains(detail);
  }

  @Test
  void withoutAPlatformItSaysHowToStartOne() {
    platform.close();
    Run run = platform.atoll("node", "list");

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run.err()).contains("Start it: ./atoll up");
  }
}
