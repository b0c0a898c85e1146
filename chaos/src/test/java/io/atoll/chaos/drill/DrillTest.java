package io.atoll.chaos.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.chaos.fault.Fault;
import io.atoll.core.region.RegionId;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrillTest {
  private static final Path FILE = Path.of("drill.yaml");

  private static Drill parse(String yaml) {
    return Config.parse(FILE, yaml, Drill::read);
  }

  @Test
  void everyDrillOfTheProjectIsWellFormed() throws IOException {
    try (var files = Files.list(Path.of("../drills"))) {
      List<Path> drills = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      assertThat(drills).isNotEmpty();
      assertThat(drills)
          .allSatisfy(file ->
              assertThat(Drill.load(file).name() + ".yaml")
                  .isEqualTo(file.getFileName().toString()));
    }
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    Drill drill =
        parse(
            """
            name: small
            load:
              users:
                - {near: eu-west, subnet: 81.2.69.0/24}
            schedule:
              - {kill: eu-west}
            expectations:
              lost-acknowledged-writes: 0
            """);
    Load load = drill.load();
    assertThat(load.service()).isEqualTo("www.atoll.test");
    assertThat(load.port()).isEqualTo(8080);
    assertThat(load.namespace()).isEqualTo("profiles");
    assertThat(load.users()).isEqualTo(6);
    assertThat(load.writesPerSecond()).isEqualTo(2);
    assertThat(load.readsPerSecond()).isEqualTo(2);
    assertThat(load.keysPerUser()).isEqualTo(4);
    assertThat(load.contendedKeys()).isEqualTo(4);
    assertThat(load.valueSize()).isEqualTo(128);
    assertThat(load.attemptTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(load.steadyLatency()).isEqualTo(Duration.ofMillis(500));
    assertThat(load.coolDown()).isEqualTo(Duration.ofSeconds(5));
    assertThat(drill.schedule())
        .containsExactly(
            new Step(
                Duration.ofSeconds(5),
                new Fault.KillRegion(RegionId.of("eu-west")),
                Duration.ofSeconds(15)));
    assertThat(drill.expect().recoveryWithin()).isEmpty();
    assertThat(drill.expect().caughtUpWithin()).isEqualTo(Duration.ofSeconds(60));
    assertThat(drill.expect().lostWrites()).contains(0L);
    assertThat(drill.expect().clockSkew()).isEqualTo(Duration.ofMillis(5));
    assertThat(drill.expect().regionsEqual()).isFalse();
  }

  @Test
  void allProblemsAreToldAtOnceWithTheirLines() {
    assertThatThrownBy(() ->
            parse(
                """
                name: Not A Name
                load:
                  users:
                    - {near: eu-west, subnet: nowhere}
                  writes-per-second: 0
                schedule:
                  - {after: 5s, explode: eu-west}
                expectations:
                  recovery-within: soon
                """))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("drill.yaml:1: name")
        .hasMessageContaining("drill.yaml:4:")
        .hasMessageContaining("drill.yaml:5: load.writes-per-second")
        .hasMessageContaining("drill.yaml:7:")
        .hasMessageContaining("explode")
        .hasMessageContaining("drill.yaml:9: expectations.recovery-within");
  }

  @Test
  void drillThatCouldShowNothingIsRefused() {
    assertThatThrownBy(() ->
            parse(
                """
                name: blind
                load:
                  users:
                    - {near: us-east, subnet: 18.9.22.0/24}
                schedule:
                  - {after: 5s, kill: eu-west, hold: 5s}
                expectations:
                  recovery-within: 8s
                """))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("would hit no user")
        .hasMessageContaining("hold it longer");
  }

  @Test
  void loadThatNoHistoryHoldsIsRefused() {
    assertThatThrownBy(() ->
            parse(
                """
                name: heavy
                load:
                  writes-per-second: 100
                  users:
                    - {near: eu-west, subnet: 81.2.69.0/24, count: 200}
                schedule:
                  - {after: 5s, kill: eu-west/redis, hold: 30s}
                """))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lower rates or users");
  }

  @Test
  void faultsAreReadFromTheirTargets() {
    assertThat(Fault.kill("eu-west/redis"))
        .isEqualTo(new Fault.KillNode(RegionId.of("eu-west"), "redis"));
    assertThat(Fault.cutWan("us-east -> eu-west"))
        .isEqualTo(new Fault.CutWan(RegionId.of("us-east"), RegionId.of("eu-west")));
    assertThatThrownBy(() -> Fault.cutWan("us-east"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("us-east -> eu-west");
  }
}
