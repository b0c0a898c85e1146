package io.atoll.controller;

import static io.atoll.controller.Trio.A;
import static io.atoll.controller.Trio.ALL;
import static io.atoll.controller.Trio.B;
import static io.atoll.controller.Trio.C;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.controller.Trio.Reply;
import io.atoll.controller.fake.Eventually;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.testkit.network.Link.Cut;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three controllers, a WAN of 80 ms round trips, and regions that live and die. */
class ControllerTest {
  private static final Duration ONE_WAY = Duration.ofMillis(40);
  private static final Duration START_MAX = Duration.ofSeconds(20);
  private static final JsonObject UPGRADE = new JsonObject().put("reason", "upgrade");

  @TempDir Path directory;

  @Test
  void operatorsDrainAndRestoreWithinTheSafetyRules() throws Exception {
    try (Trio trio = started()) {
      assertThat(trio.operate(A, "/v1/regions/eu-west/drain", UPGRADE, "Bearer wrong").status())
          .isEqualTo(401);
      assertThat(trio.operate(A, "/v1/regions/mars/drain", UPGRADE).status()).isEqualTo(404);
      assertThat(trio.operate(A, "/v1/regions/eu-west/drain", new JsonObject()).status())
          .isEqualTo(400);

      Reply drained = trio.operate(A, "/v1/regions/eu-west/drain", UPGRADE);
      assertThat(drained.status()).as("%s", drained.body()).isEqualTo(200);
      assertThat(drained.body().getString("state")).isEqualTo("drained");
      awaitState(trio, Duration.ofSeconds(2), ALL, B, "DRAINED");

      assertThat(trio.operate(B, "/v1/regions/us-east/drain", UPGRADE).status()).isEqualTo(200);
      awaitState(trio, Duration.ofSeconds(2), ALL, A, "DRAINED");
      Reply refused = trio.operate(C, "/v1/regions/ap-northeast/drain", UPGRADE);
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.body().getString("detail")).contains("no region would serve users");
      Reply forced =
          trio.operate(C, "/v1/regions/ap-northeast/drain", UPGRADE.copy().put("force", true));
      assertThat(forced.status()).isEqualTo(200);
      awaitState(trio, Duration.ofSeconds(2), ALL, C, "DRAINED");

      for (RegionId region : ALL) {
        Reply restored = trio.operate(A, "/v1/regions/%s/restore".formatted(region), UPGRADE);
        assertThat(restored.status()).isEqualTo(200);
        awaitState(trio, Duration.ofSeconds(2), ALL, region, "UP");
      }
      assertThat(trio.table(C).namespaces()).containsOnlyKeys("profiles");
    }
  }

  @Test
  void operatorsExpelARegionThatIsAwayAndReadmitItOnceItHasBegunAnew() throws Exception {
    try (Trio trio = started()) {
      trio.region(A).knows("eu-west~old", "eu-west~older");
      trio.region(C).knows("eu-west~old");
      Reply inService = trio.operate(A, "/v1/regions/eu-west/expel", UPGRADE);
      assertThat(inService.status()).isEqualTo(409);
      assertThat(inService.body().getString("detail")).contains("drain it first");

      trio.region(B).kill();
      awaitState(trio, Duration.ofSeconds(6), List.of(A, C), B, "DOWN");
      trio.region(C).kill();
      Reply silent = trio.operate(A, "/v1/regions/eu-west/expel", UPGRADE);
      assertThat(silent.status()).isEqualTo(409);
      assertThat(silent.body().getString("detail")).contains("[ap-northeast] don't say");
      trio.region(C).start();
      Reply expelled = trio.operate(A, "/v1/regions/eu-west/expel", UPGRADE);
      assertThat(expelled.status()).as("%s", expelled.body()).isEqualTo(200);
      awaitState(trio, Duration.ofSeconds(6), ALL, B, "EXPELLED");
      assertThat(trio.table(C).ended())
          .extracting(IncarnationId::toString)
          .containsExactly("eu-west~old", "eu-west~older");

      assertThat(readmitted(trio)).contains("does not answer");
      trio.region(B).lives("eu-west~old");
      trio.region(B).start();
      assertThat(readmitted(trio)).contains("eu-west~old, which was ended");
      trio.region(B).lives("eu-west~anew");
      trio.region(B).caughtUp(false);
      assertThat(readmitted(trio)).contains("has not caught up: catching up");
      trio.region(B).caughtUp(true);
      assertThat(readmitted(trio)).isEmpty();
      awaitState(trio, Duration.ofSeconds(10), ALL, B, "UP");
      assertThat(trio.table(C).ended()).hasSize(2);
    }
  }

  /** Why it is refused; empty: it is not. */
  private static String readmitted(Trio trio) throws IOException {
    Reply reply = trio.operate(C, "/v1/regions/eu-west/readmit", UPGRADE);
    return reply.status() == 200 ? "" : reply.body().getString("detail");
  }

  @Test
  void killedRegionIsTakenOutInTimeAndReturnsOnceItHasCaughtUp() throws Exception {
    try (Trio trio = started()) {
      trio.region(C).caughtUp(false);
      Thread controllerDeath = Thread.ofVirtual().start(() -> trio.stopController(C));
      trio.region(C).kill();
      Duration taken = awaitState(trio, Duration.ofSeconds(4), List.of(A, B), C, "DOWN");
      assertThat(taken).isLessThan(Duration.ofSeconds(4));
      controllerDeath.join();
      assertThat(trio.state(A, B)).isEqualTo("UP");
      assertThat(trio.state(B, A)).isEqualTo("UP");

      trio.region(C).start();
      trio.startController(C);
      awaitState(trio, Duration.ofSeconds(10), List.of(A, B), C, "RECOVERING");
      trio.region(C).caughtUp(true);
      awaitState(trio, Duration.ofSeconds(10), ALL, C, "UP");

      trio.region(B).healthy(false);
      awaitState(trio, Duration.ofSeconds(5), ALL, B, "DOWN");
      assertThat(trio.status(A).getJsonArray("regions").encode()).contains("edge-1: status 503");
    }
  }

  @Test
  void controllerThatIsCutOffChangesNothingAndDoesNoHarm() throws Exception {
    try (Trio trio = started()) {
      trio.wan.isolate(C, Cut.STALL);

      awaitState(trio, Duration.ofSeconds(6), List.of(A, B), C, "DOWN");
      Reply refused = trio.operate(C, "/v1/regions/eu-west/drain", UPGRADE);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body().getString("detail")).contains("Asking again is safe");
      for (RegionId region : ALL) {
        assertThat(trio.state(C, region))
            .as("%s seen from the cut-off region", region)
            .isEqualTo("UP");
      }
      assertThat(trio.state(A, B)).isEqualTo("UP");
      assertThat(trio.state(B, A)).isEqualTo("UP");
      Eventually.within(
          Duration.ofSeconds(5),
          "the majority can still drain",
          () -> drains(trio, A, B),
          () -> "it can't");

      trio.wan.isolate(C, Cut.NONE);

      awaitState(trio, Duration.ofSeconds(10), ALL, B, "DRAINED");
      awaitState(trio, Duration.ofSeconds(10), ALL, C, "UP");
    }
  }

  private static boolean drains(Trio trio, RegionId at, RegionId region) {
    try {
      return trio.operate(at, "/v1/regions/%s/drain".formatted(region), UPGRADE).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private Trio started() throws Exception {
    Trio trio = new Trio(directory, ONE_WAY);
    trio.startAll();
    for (RegionId region : ALL) {
      awaitState(trio, START_MAX, ALL, region, "UP");
      Eventually.within(
          START_MAX, region + " is ready", () -> isReady(trio, region), () -> "it is not");
    }
    return trio;
  }

  private static boolean isReady(Trio trio, RegionId region) {
    try {
      return trio.ready(region) == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static Duration awaitState(
      Trio trio, Duration limit, List<RegionId> at, RegionId region, String state) {
    return Eventually.within(
        limit,
        "%s is %s at %s".formatted(region, state, at),
        () -> at.stream().allMatch(where -> trio.state(where, region).equals(state)),
        () -> at.stream().map(where -> describe(trio, where)).toList());
  }

  private static String describe(Trio trio, RegionId at) {
    try {
      return trio.status(at).encode();
    } catch (IOException e) {
      return at + " does not answer: " + e;
    }
  }
}
