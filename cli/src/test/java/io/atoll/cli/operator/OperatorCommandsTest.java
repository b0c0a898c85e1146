package io.atoll.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.cli.ExitCode;
import io.atoll.cli.operator.FakePlatform.Run;
import io.atoll.replication.verify.Ranges;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OperatorCommandsTest {
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

  @TempDir Path dataDir;

  @SuppressWarnings("NullAway.Init")
  private FakePlatform platform;

  @BeforeEach
  void start() throws IOException {
    platform = new FakePlatform(dataDir);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

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
  void expelWantsAReasonAndTellsTheWayBack() {
    platform
        .controller("us-east")
        .on(
            "POST /v1/regions/eu-west/expel",
            200,
            "{\"region\":\"eu-west\",\"state\":\"expelled\",\"intentVersion\":14}")
        .on(
            "POST /v1/regions/eu-west/readmit",
            409,
            "{\"title\":\"Not ready\",\"detail\":\"region 'eu-west' can't be readmitted yet: it has not caught up\"}");

    assertThat(platform.atoll("region", "expel", "eu-west").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(platform.atoll("region", "expel", "eu-west", "--reason", " ").exitCode())
        .isEqualTo(ExitCode.USAGE);
    assertThat(platform.controller("us-east").requests()).isEmpty();
    Run run = platform.atoll("region", "expel", "eu-west", "--reason", "gone for a month");

    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .startsWith("eu-west is expelled (intent version 14).")
        .contains("atoll region readmit eu-west");
    Run refused = platform.atoll("region", "readmit", "eu-west");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.err()).contains("it has not caught up");
    assertThat(platform.controller("us-east").requests())
        .startsWith(
            "POST /v1/regions/eu-west/expel {\"reason\":\"gone for a month\",\"force\":false}");
  }

  @Test
  void drainTellsTheControllerWhyAndTheOperatorWhatNext() {
    platform
        .controller("us-east")
        .on(
            "POST /v1/regions/eu-west/drain",
            200,
            "{\"region\":\"eu-west\",\"state\":\"drained\",\"intentVersion\":13}");

    Run run = platform.atoll("region", "drain", "eu-west", "--reason", "new disks");

    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .isEqualTo(
            "eu-west is drained (intent version 13). Users move as their DNS answers expire;"
                + " bring it back: atoll region restore eu-west\n");
    assertThat(platform.controller("us-east").requests())
        .containsExactly(
            "POST /v1/regions/eu-west/drain {\"reason\":\"new disks\",\"force\":false}");
  }

  @Test
  void aRefusedDrainEndsWithFourAndTheReason() {
    platform
        .controller("us-east")
        .on(
            "POST /v1/regions/eu-west/drain",
            409,
            "{\"detail\":\"eu-west is the last region that serves; force it with a reason\"}");

    Run run = platform.atoll("region", "drain", "eu-west");

    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.err())
        .isEqualTo("atoll: eu-west is the last region that serves; force it with a reason\n");
  }

  @Test
  void aForcedDrainNeedsAReason() {
    Run run = platform.atoll("region", "drain", "eu-west", "--force");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).isEqualTo("atoll: --force needs a reason: add --reason TEXT\n");
    assertThat(platform.controller("us-east").requests()).isEmpty();
  }

  @Test
  void withoutAMajorityAnywhereAChangeIsUnavailable() {
    for (String region : new String[] {"us-east", "eu-west", "ap-northeast"}) {
      platform
          .controller(region)
          .on("POST /v1/regions/eu-west/restore", 503, "{\"detail\":\"no majority\"}");
    }

    Run run = platform.atoll("region", "restore", "eu-west");

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run.err()).isEqualTo("atoll: no majority\n");
  }

  @Test
  void anUnknownRegionIsAUsageErrorThatNamesTheKnownOnes() {
    Run run = platform.atoll("region", "drain", "mars");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo("atoll: no region 'mars'; this platform has us-east, eu-west, ap-northeast\n");
  }

  @Test
  void withoutATokenNothingIsAsked() throws IOException {
    platform.forgetToken();

    Run run = platform.atoll("region", "drain", "eu-west");

    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.err()).startsWith("atoll: no operator token: neither ATOLL_TOKEN nor ");
    assertThat(platform.controller("us-east").requests()).isEmpty();
  }

  @Test
  void aWrongTokenIsRefused() throws IOException {
    platform.replaceToken("wrong");

    Run run = platform.atoll("node", "kill", "us-east");

    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.err()).isEqualTo("atoll: operator calls need a token\n");
  }

  @Test
  void whatThePlatformCallsABadRequestIsAWrongCommandLine() {
    platform
        .supervisor()
        .on("POST /v1/kill", 400, "{\"detail\":\"'mars' is no region and no node\"}");

    Run run = platform.atoll("node", "kill", "mars");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).isEqualTo("atoll: 'mars' is no region and no node\n");
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

  @Test
  void namespacesAreListed() {
    platform
        .controller("us-east")
        .on(
            "GET /v1/namespaces",
            200,
            """
            {"namespaces": [
              {"name": "profiles", "kind": "register", "default-ttl-seconds": null},
              {"name": "scores", "kind": "leaderboard", "score-policy": "max"},
              {"name": "sessions", "kind": "register", "default-ttl-seconds": 604800,
               "durability": "remote"}]}
            """);

    assertThat(platform.atoll("namespace", "list").out())
        .isEqualTo(
            """
            NAMESPACE  KIND         DEFAULT TTL  DURABILITY  SCORES
            profiles   register     none         local       -
            scores     leaderboard  none         local       max
            sessions   register     7d 0h        remote      -
            """);
  }

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

  @ParameterizedTest
  @ValueSource(strings = {"region", "node", "namespace", "replication", "wan"})
  void aGroupAloneIsAUsageErrorThatShowsItsCommands(String group) {
    Run run = platform.atoll(group);

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("Usage: atoll " + group).contains("Commands:");
  }
}
