package io.atoll.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.cli.Api;
import io.atoll.cli.ExitCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole path on the real platform, started and stopped by the command: three regions, all
 * processes, WAN delays. The tests are chapters of one story, because a start takes half a minute.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlatformIT {
  private static final int US_EAST = 1;
  private static final int EU_WEST = 2;
  private static final int AP_NORTHEAST = 3;

  /** A network in London. */
  private static final String EUROPEAN_USERS = "81.2.69.0";

  private static final Duration UP_MAX = Duration.ofMinutes(2);
  private static final Duration DOWN_MAX = Duration.ofSeconds(60);
  private static final Duration COMMAND_MAX = Duration.ofSeconds(20);

  /** Several WAN round trips. */
  private static final Duration REPLICATION_MAX = Duration.ofSeconds(5);

  /** What the product promises. */
  private static final Duration FAILOVER_MAX = Duration.ofSeconds(5);

  /** Of a whole region: processes, Redis from the state topic, logs, and the way back into DNS. */
  private static final Duration RETURN_MAX = Duration.ofSeconds(60);

  private static final Duration HOLD = Duration.ofSeconds(90);

  @TempDir static Path data;
  private static RunningPlatform platform = new RunningPlatform(Path.of("unset"));

  @BeforeAll
  static void up() throws Exception {
    platform = new RunningPlatform(data);
    int net = RunningPlatform.PLAN.net();
    assertThat(platform.atoll(UP_MAX, "up", "--net", Integer.toString(net)))
        .describedAs("exit code of 'atoll up'")
        .isEqualTo(ExitCode.OK);
  }

  @AfterAll
  static void nothingIsLeftInAnyCase() throws Exception {
    platform.atoll(DOWN_MAX, "down");
    assertThat(platform.processes()).isEmpty();
  }

  @Test
  @Order(1)
  void whatIsWrittenInOneRegionIsReadInTheOthers() throws Exception {
    RunningPlatform.Answer written = platform.put(US_EAST, 1, "profiles/ada", "Ada");
    assertThat(written.status()).describedAs(written.body()).isIn(201, 204);
    assertThat(platform.get(US_EAST, 2, "profiles/ada").body()).isEqualTo("Ada");
    for (int region : List.of(EU_WEST, AP_NORTHEAST)) {
      platform.await(
          "the value in region " + region,
          REPLICATION_MAX,
          () -> platform.get(region, 2, "profiles/ada").body().equals("Ada"));
    }
  }

  @Test
  @Order(1)
  void aNamespaceOfEveryKindIsExportedWipedAndImportedAgain(@TempDir Path folder) throws Exception {
    Moving moving = new Moving(platform);
    moving.fill();
    String before = moving.read();
    for (String namespace : Moving.NAMESPACES) {
      String file = folder.resolve(namespace).toString();
      assertThat(platform.atoll(COMMAND_MAX, "export", namespace, "--file", file)).isZero();
    }
    moving.wipe();
    assertThat(moving.read()).isNotEqualTo(before);
    for (String namespace : Moving.NAMESPACES) {
      String file = folder.resolve(namespace).toString();
      assertThat(platform.atoll(COMMAND_MAX, "import", namespace, "--file", file)).isZero();
      // Again: nothing is doubled.
      assertThat(platform.atoll(COMMAND_MAX, "import", namespace, "--file", file)).isZero();
    }
    assertThat(moving.read()).isEqualTo(before);
  }

  @Test
  @Order(2)
  void dnsSendsUsersToTheNearestRegion() throws Exception {
    platform.await("DNS names eu-west to Europeans", COMMAND_MAX, () -> relayNames(EU_WEST));
  }

  @Test
  @Order(3)
  void aDrainedRegionLeavesDnsAndARestoredOneComesBack() throws Exception {
    assertThat(platform.atoll(COMMAND_MAX, "region", "drain", "eu-west", "--reason", "a test"))
        .isEqualTo(ExitCode.OK);
    platform.await("DNS names us-east instead", COMMAND_MAX, () -> relayNames(US_EAST));
    assertThat(platform.atoll(COMMAND_MAX, "region", "restore", "eu-west")).isEqualTo(ExitCode.OK);
    platform.await("DNS names eu-west again", RETURN_MAX, () -> relayNames(EU_WEST));
  }

  @Test
  @Order(4)
  void aKilledRegionLeavesDnsInTimeAndReturnsCaughtUp() throws Exception {
    Api supervisor = platform.supervisor();
    JsonObject kill =
        supervisor
            .post(
                "/v1/kill",
                new JsonObject()
                    .put("targets", new JsonArray().add("eu-west"))
                    .put("hold", HOLD.toSeconds() + "s"))
            .orFail();
    platform.say("killed " + kill.getJsonArray("killed").encode());
    for (int survivor : List.of(US_EAST, AP_NORTHEAST)) {
      platform.await(
          "the name server of region " + survivor + " names us-east instead",
          FAILOVER_MAX,
          () -> names(US_EAST, RunningPlatform.nameServer(survivor)));
    }
    assertThat(platform.put(US_EAST, 1, "profiles/ada", "Countess").status()).isEqualTo(204);
    platform.await(
        "the other survivor has what is written meanwhile",
        REPLICATION_MAX,
        () -> platform.get(AP_NORTHEAST, 1, "profiles/ada").body().equals("Countess"));

    supervisor.delete("/v1/holds/" + kill.getString("lease"));
    platform.await(
        "its own name server, too, names eu-west again",
        RETURN_MAX,
        () ->
            names(EU_WEST, RunningPlatform.nameServer(US_EAST))
                && names(EU_WEST, RunningPlatform.nameServer(EU_WEST)));
    assertThat(platform.get(EU_WEST, 1, "profiles/ada").body()).isEqualTo("Countess");
  }

  @Test
  @Order(5)
  void downLeavesNothingAndSaysSo() throws Exception {
    assertThat(platform.processes()).isNotEmpty();
    assertThat(platform.atoll(DOWN_MAX, "down")).isEqualTo(ExitCode.OK);
    assertThat(platform.processes()).isEmpty();
  }

  private static boolean relayNames(int region) throws Exception {
    return names(region, RunningPlatform.relay());
  }

  private static boolean names(int region, String server) throws Exception {
    return RunningPlatform.regionsFor(EUROPEAN_USERS, server).equals(Set.of(region));
  }
}
