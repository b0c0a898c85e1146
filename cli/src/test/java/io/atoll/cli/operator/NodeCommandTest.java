package io.atoll.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.cli.operator.FakePlatform.Run;
import org.junit.jupiter.api.Test;

class NodeCommandTest extends OnFakePlatform {
  @Test
  void nodesAreListed() {
    platform
        .supervisor()
        .on(
            "GET /v1/nodes",
            200,
            """
            {"nodes": [
              {"id": "us-east/edge-1", "state": "running", "pid": 4711, "restarts": 0, "startedAt": null, "detail": ""},
              {"id": "us-east/kafka", "state": "held", "pid": null, "restarts": 12, "startedAt": null}]}
            """);

    assertThat(platform.atoll("node", "list").out())
        .isEqualTo(
            """
            NODE            STATE     PID  RESTARTS  UP FOR  DETAIL
            us-east/edge-1  running  4711         0       -
            us-east/kafka   held        -        12       -
            """);
  }

  @Test
  void killSendsTargetsAndHoldAndNamesTheLease() {
    platform
        .supervisor()
        .on(
            "POST /v1/kill",
            200,
            """
            {"lease": "k7", "until": "2026-01-01T00:01:30Z", "killed": ["us-east/edge-1", "eu-west/redis"]}
            """);

    Run run = platform.atoll("node", "kill", "us-east/edge-1", "eu-west/redis", "--hold", "90s");

    assertThat(run.out())
        .isEqualTo(
            """
            killed: us-east/edge-1, eu-west/redis
            held down until 2026-01-01T00:01:30Z; let them start earlier: atoll node release k7
            """);
    assertThat(platform.supervisor().requests())
        .containsExactly(
            "POST /v1/kill {\"targets\":[\"us-east/edge-1\",\"eu-west/redis\"],\"hold\":\"90s\"}");
  }

  @Test
  void releaseEndsTheLease() {
    platform.supervisor().on("DELETE /v1/holds/k7", 204, "");

    assertThat(platform.atoll("node", "release", "k7").out()).isEqualTo("released k7\n");
  }
}
