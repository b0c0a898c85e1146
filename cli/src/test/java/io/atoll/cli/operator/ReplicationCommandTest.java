package io.atoll.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.cli.ExitCode;
import io.atoll.cli.operator.FakePlatform.Run;
import io.atoll.replication.verify.Ranges;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicationCommandTest extends OnFakePlatform {
  @Test
  void replicationShowsReplicatorsAndLinksAndWhoIsSilent() {
    platform
        .replicator("us-east")
        .on(
            "GET /v1/replication/status",
            200,
            """
            {"region": "us-east", "ready": true, "reason": "",
             "links": [{"source": "eu-west", "state": "running", "lagMillis": 40, "lagRecords": 2}],
             "partitions": [{"partition": 0, "lagRecords": 2}, {"partition": 1, "lagRecords": 5}]}
            """);
    platform
        .replicator("eu-west")
        .on("GET /v1/replication/status", 503, "{\"detail\":\"still loading\"}");
    platform.replicator("ap-northeast").die();

    Run run = platform.atoll("replication", "status");

    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("REPLICATOR    STATE        TO APPLY  REASON"),
            line -> assertThat(line).isEqualTo("us-east       ready               7"),
            line ->
                assertThat(line)
                    .isEqualTo("eu-west       unreachable         -  eu-west: still loading"),
            line ->
                assertThat(line)
                    .startsWith("ap-northeast  unreachable         -  ap-northeast at http://"),
            line -> assertThat(line).isEmpty(),
            line -> assertThat(line).isEqualTo("FROM     TO       LINK      LAG  RECORDS  REASON"),
            line -> assertThat(line).isEqualTo("eu-west  us-east  running  40ms        2"));
  }

  @Test
  void linksSayWhenTheirSourceWasLastHeardAndClaimNothingOfOneThatNeverWas() {
    platform
        .replicator("us-east")
        .on(
            "GET /v1/replication/status",
            200,
            """
            {"region": "us-east", "links": [
              {"source": "eu-west", "state": "waiting", "lagMillis": 5000, "lagRecords": 2,
               "silentMillis": 4000, "settings": {"paused": false},
               "partitions": [{"partition": 0, "lagMillis": 5000, "lagRecords": 2, "nextOffset": 7}]},
              {"source": "ap-northeast", "state": "waiting", "lagMillis": null, "lagRecords": null,
               "silentMillis": null, "settings": {"paused": false}, "partitions": []}],
             "partitions": [
               {"partition": 0, "visible": {
                 "eu-west": {"count": 9, "p50Millis": 84, "p99Millis": 120, "maxMillis": 1311}}}]}
            """);
    platform
        .replicator("eu-west")
        .on("GET /v1/replication/status", 503, "{\"detail\":\"still loading\"}");
    platform.replicator("ap-northeast").die();

    Run run = platform.atoll("replication", "links");

    assertThat(run.out().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("FROM          TO            PARTITION  STATE"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "eu-west       us-east               0  waiting  4.0s ago  5.0s       2+     7      84ms/120ms/1.3s"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "ap-northeast  us-east               -  waiting         -     -        -     -                    -"),
            line -> assertThat(line).startsWith("any           eu-west               -  unknown"),
            line -> assertThat(line).startsWith("any           ap-northeast          -  unknown"));
  }

  @Test
  void aRegionIsReseededWithItsEdgesHeldDownAndOnlyIfItIsDrained() {
    platform
        .supervisor()
        .on(
            "GET /v1/nodes",
            200,
            """
            {"nodes": [{"id": "eu-west/edge-1"}, {"id": "eu-west/redis"}, {"id": "us-east/edge-1"},
             {"id": "eu-west/edge-2"}]}
            """)
        .on("POST /v1/kill", 200, "{\"lease\": \"k9\", \"killed\": []}")
        .on("DELETE /v1/holds/k9", 204, "");
    platform
        .replicator("eu-west")
        .on("POST /v1/replication/reseed", 200, "{\"region\": \"eu-west\", \"kept\": 3}");
    platform
        .controller("us-east")
        .on("GET /v1/status", 200, "{\"regions\": [{\"id\": \"eu-west\", \"state\": \"up\"}]}");

    Run refused = platform.atoll("replication", "reseed", "eu-west");

    assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.err())
        .contains("eu-west is up")
        .contains("Take it out first: atoll region drain eu-west");
    assertThat(platform.supervisor().requests()).isEmpty();

    platform
        .controller("us-east")
        .on(
            "GET /v1/status",
            200,
            "{\"regions\": [{\"id\": \"eu-west\", \"state\": \"drained\"}]}");
    Run run = platform.atoll("replication", "reseed", "eu-west");

    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .contains("3 writes that only it had are in its conflict ledger")
        .contains("atoll region restore eu-west");
    assertThat(platform.supervisor().requests())
        .containsExactly(
            "GET /v1/nodes",
            "POST /v1/kill {\"targets\":[\"eu-west/edge-1\",\"eu-west/edge-2\"],\"hold\":\"5m\"}",
            "DELETE /v1/holds/k9");
  }

  @Test
  void aLinkIsPausedResumedAndThrottled() {
    platform
        .replicator("eu-west")
        .on(
            "PUT /v1/replication/links/us-east",
            200,
            "{\"paused\": true, \"recordsPerSecond\": 100, \"bytesPerSecond\": 0}");

    Run paused = platform.atoll("replication", "pause", "eu-west", "us-east");
    assertThat(paused.out()).isEqualTo("eu-west pulls from us-east: paused, 100 records/s\n");
    platform.atoll("replication", "resume", "eu-west", "us-east");
    platform.atoll("replication", "throttle", "eu-west", "us-east", "--records", "100");
    assertThat(platform.replicator("eu-west").requests())
        .containsExactly(
            "PUT /v1/replication/links/us-east {\"paused\":true}",
            "PUT /v1/replication/links/us-east {\"paused\":false}",
            "PUT /v1/replication/links/us-east {\"recordsPerSecond\":100,\"bytesPerSecond\":0}");
  }

  @Test
  void aRegionThatWasExpelledIsNotCompared() {
    platform
        .controller("us-east")
        .on(
            "GET /v1/status",
            200,
            "{\"regions\": [{\"id\": \"us-east\", \"state\": \"up\"}, {\"id\": \"eu-west\", \"state\": \"expelled\"}]}");
    for (String region : List.of("us-east", "ap-northeast")) {
      platform
          .replicator(region)
          .on("GET /v1/replication/status", 200, "{\"partitions\": [{\"partition\": 0}]}")
          .on(
              "GET /v1/replication/ranges/0",
              200,
              "{\"watermark\": {\"us-east~a\": 7}, \"digests\": {}}");
    }

    Run run = platform.atoll("replication", "verify");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(platform.replicator("eu-west").requests()).isEmpty();
  }

  @Test
  void regionsAreComparedAndTheOneThatIsWrongIsFilledAnew() {
    int odd = Ranges.of("profiles/ada");
    for (String region : List.of("us-east", "eu-west", "ap-northeast")) {
      String digest = region.equals("eu-west") ? "bad0" : "600d";
      platform
          .replicator(region)
          .on("GET /v1/replication/status", 200, "{\"partitions\": [{\"partition\": 0}]}")
          .on(
              "GET /v1/replication/ranges/0",
              200,
              "{\"watermark\": {\"us-east~a\": 7}, \"digests\": {\"%d\": \"%s\"}}"
                  .formatted(odd, digest))
          .on(
              "GET /v1/replication/ranges/0/" + odd,
              200,
              "{\"watermark\": {\"us-east~a\": 7}, \"digests\": {\"profiles/ada\": \"%s\"}}"
                  .formatted(digest))
          .on("POST /v1/replication/partitions/0/reload", 202, "");
    }

    Run verified = platform.atoll("replication", "verify");
    assertThat(verified.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(verified.out())
        .isEqualTo("partition 0: keys that differ\n  profiles/ada in [eu-west]\n");

    Run repaired = platform.atoll("replication", "repair");
    assertThat(repaired.out()).endsWith("eu-west fills partition 0 anew\n");
    assertThat(platform.replicator("eu-west").requests())
        .contains("POST /v1/replication/partitions/0/reload {}");
    assertThat(platform.replicator("us-east").requests())
        .noneMatch(request -> request.startsWith("POST"));
  }
}
