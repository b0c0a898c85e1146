package io.atoll.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.cli.ExitCode;
import io.atoll.cli.operator.FakePlatform.Run;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RegionCommandTest extends OnFakePlatform {
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
}
