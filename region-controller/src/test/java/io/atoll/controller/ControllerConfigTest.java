package io.atoll.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.controller.health.HealthPolicy;
import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.runtime.app.ProcessConfig;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.config.ConfigException;
import io.atoll.runtime.net.HostPort;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ControllerConfigTest {
  private static final Path FILE = Path.of("/etc/atoll/config.yaml");
  private static final String LEAST =
      """
      region: us-east
      node: controller
      admin: 127.0.1.30:9090
      state-dir: state
      token-file: /data/operator.token
      listen: 127.0.1.30:7000
      namespaces: namespaces.yaml
      raft:
        listen: 127.0.1.30:7800
        members:
          - {region: us-east, address: "127.0.1.30:7800"}
          - {region: eu-west, address: "127.0.2.30:7800", via: "127.11.2.30:7800"}
      regions:
        - id: us-east
          latitude: 38.95
          longitude: -77.45
          controller: http://127.0.1.30:7000
          replicator: http://127.0.1.40:9090
          edges:
            - {node: edge-1, address: 127.0.1.1, port: 8080, via: "127.0.1.1:8080", admin: "127.0.1.1:9090"}
      """;

  @Test
  void defaultsAreThese() {
    assertThat(Config.parse(FILE, LEAST, ControllerConfig::read))
        .isEqualTo(
            new ControllerConfig(
                new ProcessConfig(
                    RegionId.of("us-east"),
                    "controller",
                    new HostPort("127.0.1.30", 9090),
                    Path.of("/etc/atoll/state"),
                    Optional.of(Path.of("/data/operator.token"))),
                new HostPort("127.0.1.30", 7000),
                new ControllerConfig.Raft(
                    new HostPort("127.0.1.30", 7800),
                    List.of(
                        new ControllerConfig.Member(
                            RegionId.of("us-east"),
                            new HostPort("127.0.1.30", 7800),
                            new HostPort("127.0.1.30", 7800)),
                        new ControllerConfig.Member(
                            RegionId.of("eu-west"),
                            new HostPort("127.0.2.30", 7800),
                            new HostPort("127.11.2.30", 7800)))),
                List.of(
                    new ControllerConfig.Region(
                        RegionId.of("us-east"),
                        new Coordinates(38.95, -77.45),
                        100,
                        List.of(
                            new ControllerConfig.Edge(
                                "edge-1",
                                "127.0.1.1",
                                8080,
                                new HostPort("127.0.1.1", 8080),
                                new HostPort("127.0.1.1", 9090))),
                        URI.create("http://127.0.1.30:7000"),
                        URI.create("http://127.0.1.40:9090"))),
                Path.of("/etc/atoll/namespaces.yaml"),
                new ControllerConfig.Probes(Duration.ofMillis(500), Duration.ofSeconds(1)),
                new HealthPolicy(
                    2,
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(3),
                    Duration.ofMillis(1_500),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(30))));
  }

  @Test
  void everyDefaultCanBeChanged() {
    ControllerConfig config =
        Config.parse(
            FILE,
            LEAST
                + """
                probes: {interval: 100ms, timeout: 200ms}
                health:
                  failures-before-bad: 3
                  silent-after: 4s
                  hold: 5s
                  start-after: 2s
                  return-after: 6s
                  return-after-max: 7s
                  flap-window: 8s
                  start-grace: 9s
                """,
            ControllerConfig::read);
    assertThat(config.probes())
        .isEqualTo(new ControllerConfig.Probes(Duration.ofMillis(100), Duration.ofMillis(200)));
    assertThat(config.health())
        .isEqualTo(
            new HealthPolicy(
                3,
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofSeconds(6),
                Duration.ofSeconds(7),
                Duration.ofSeconds(8),
                Duration.ofSeconds(9)));
  }

  @Test
  void ownRegionMustBeAMember() {
    assertThatThrownBy(() ->
            Config.parse(
                FILE,
                LEAST.replace("region: us-east\nnode", "region: mars\nnode"),
                ControllerConfig::read))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("region 'mars' is not listed in regions");
  }
}
