package io.atoll.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.cli.ExitCode;
import io.atoll.cli.operator.FakePlatform.Run;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PurgeCommandTest extends OnFakePlatform {
  private static final String APPLIED =
      """
      {"id": "abc", "applied": true, "regions": [
        {"region": "eu-west", "state": "applied", "at": "2026-01-31T12:00:00.123Z"},
        {"region": "mars", "state": "expelled"},
        {"region": "us-east", "state": "applied"}]}
      """;
  private static final String PENDING =
      """
      {"id": "abc", "applied": false, "regions": [
        {"region": "eu-west", "state": "pending", "reason": "edge 10.1.0.1:8080 did not say"},
        {"region": "us-east", "state": "applied", "at": "2026-01-31T12:00:00Z"}]}
      """;

  @Test
  void everyRegionIsALineWithTheTimeSinceWhichItIsApplied() {
    platform.edge("us-east").on("POST /v1/purges", 200, APPLIED);

    Run run = platform.atoll("purge", "http://shop.test/a", "--soft");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .isEqualTo(
            """
            REGION   STATE     SINCE                     REASON
            eu-west  applied   2026-01-31T12:00:00.123Z
            mars     expelled  -
            us-east  applied   -

            Applied in every region.
            """);
    assertThat(platform.edge("us-east").requests())
        .containsExactly("POST /v1/purges {\"url\":\"http://shop.test/a\",\"soft\":true}");
  }

  @Test
  void whatIsPendingIsSaidAndHowToAskAgain() {
    platform
        .edge("us-east")
        .on("POST /v1/purges", 202, PENDING)
        .on("GET /v1/purges/abc", 200, APPLIED);

    Run run = platform.atoll("purge", "--host", "shop.test", "--tag", "sale");
    Run unwaited = platform.atoll("purge", "--host", "shop.test", "--wait", "0");
    Run later = platform.atoll("purge", "--id", "abc", "-o", "json");

    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out()).contains("did not say").contains("atoll purge --id abc");
    assertThat(unwaited.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(later.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(FakePlatform.json(later.out())).isEqualTo(FakePlatform.json(APPLIED));
  }

  @Test
  void theNextEdgeIsAskedWhenOneIsDead() {
    platform.edge("us-east").die();
    platform.edge("eu-west").on("POST /v1/purges", 200, APPLIED);

    assertThat(platform.atoll("purge", "--prefix", "http://shop.test/a").exitCode())
        .isEqualTo(ExitCode.OK);
  }

  @Test
  void withoutTheTokenItIsRefused() throws IOException {
    platform.replaceToken("x".repeat(32));

    Run run = platform.atoll("purge", "http://shop.test/a");

    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.err()).contains("token");
  }

  @ParameterizedTest
  @CsvSource({
    "'purge', name one thing",
    "'purge --tag sale', name one thing",
    "'purge http://a.test/ --host a.test', name one thing",
    "'purge http://a.test/ --id abc', leave out what is to be purged",
    "'purge http://a.test/ --wait 31', 31 is outside 0 to 30"
  })
  void aWrongLineIsAUsageError(String line, String said) {
    Run run = platform.atoll(line.split(" "));

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains(said);
  }
}
