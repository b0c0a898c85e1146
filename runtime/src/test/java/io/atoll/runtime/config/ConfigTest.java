package io.atoll.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.atoll.core.region.RegionId;
import io.atoll.runtime.net.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigTest {
  private static final Path FILE = Path.of("/etc/atoll/edge.yaml");

  record Limits(int nameBytesMax, long valueBytesMax) {
    static Limits read(ConfigNode node) {
      return new Limits(
          node.integer("name-bytes-max", 512, 1, 4096),
          node.size("value-bytes-max", 1 << 20, 1, 16 << 20));
    }
  }

  record Source(RegionId region, HostPort kafka) {
    static Source read(ConfigNode node) {
      return new Source(node.parse("region", RegionId::of), node.hostPort("kafka"));
    }
  }

  record Edge(
      RegionId region,
      HostPort listen,
      Duration lease,
      Duration visibleWait,
      Limits limits,
      List<Source> sources,
      List<HostPort> members,
      Optional<Path> database) {
    Edge {
      if (lease.compareTo(visibleWait) >= 0) {
        throw new IllegalArgumentException(
            "lease %s is not under visible-wait %s"
                .formatted(Units.text(lease), Units.text(visibleWait)));
      }
    }

    static Edge read(ConfigNode node) {
      return new Edge(
          node.parse("region", RegionId::of),
          node.hostPort("listen"),
          node.duration("lease", Duration.ofMillis(200)),
          node.duration(
              "visible-wait", Duration.ofSeconds(2), Duration.ofMillis(10), Duration.ofSeconds(30)),
          node.object("limits", Limits::read),
          node.list("sources", Source::read),
          node.values("members", HostPort::parse),
          node.optionalPath("database"));
    }
  }

  @Test
  void whatTheFileLeavesOutHasItsDefault() {
    Edge edge = Config.parse(FILE, "region: us-east\nlisten: 127.0.1.1:8080\n", Edge::read);

    assertThat(edge)
        .isEqualTo(
            new Edge(
                RegionId.of("us-east"),
                new HostPort("127.0.1.1", 8080),
                Duration.ofMillis(200),
                Duration.ofSeconds(2),
                new Limits(512, 1 << 20),
                List.of(),
                List.of(),
                Optional.empty()));
  }

  @Test
  void everyValueIsReadAsWritten() {
    Edge edge =
        Config.parse(
            FILE,
            """
            region: us-east
            listen: "[::1]:8080"
            lease: 100 ms
            visible-wait: 3s
            limits: {name-bytes-max: 1_024, value-bytes-max: 2MiB}
            sources:
              - {region: eu-west, kafka: "127.11.2.10:9101"}
            members: ["127.0.1.2:5701", "127.0.1.40:5701"]
            database: geo.mmdb
            """,
            Edge::read);

    assertThat(edge)
        .isEqualTo(
            new Edge(
                RegionId.of("us-east"),
                new HostPort("::1", 8080),
                Duration.ofMillis(100),
                Duration.ofSeconds(3),
                new Limits(1024, 2 << 20),
                List.of(new Source(RegionId.of("eu-west"), new HostPort("127.11.2.10", 9101))),
                List.of(new HostPort("127.0.1.2", 5701), new HostPort("127.0.1.40", 5701)),
                Optional.of(Path.of("/etc/atoll/geo.mmdb"))));
  }

  @Test
  void everyProblemIsReportedAtOnceWithItsLine() {
    ConfigException problems =
        refused(
            """
            region: US East
            lease: 200 parsecs
            visible-wait: 5m
            limits:
              name-bytes-max: 9999
              value-bytes-max: 1GiB
              value-bytes-mix: 1
            sources:
              - {region: eu-west, kafka: nowhere}
              - {kafka: "127.0.0.1:99999"}
              - just text
            members: 127.0.1.2:5701
            databse: geo.mmdb
            lease: 1s
            """);

    assertThat(problems)
        .hasMessage(
            """
            /etc/atoll/edge.yaml:1: listen: is missing; give it a value
            /etc/atoll/edge.yaml:1: region: region 'US East' is not a region name: 1 to 32 of a-z, 0-9 and '-', starting with a letter
            /etc/atoll/edge.yaml:2: lease: '200 parsecs' is not a duration: write a whole number and ms, s, m, h or d, such as 200ms
            /etc/atoll/edge.yaml:3: visible-wait: 5m is over 30s
            /etc/atoll/edge.yaml:5: limits.name-bytes-max: 9999 is outside 1 to 4096
            /etc/atoll/edge.yaml:6: limits.value-bytes-max: 1GiB is outside 1B to 16MiB
            /etc/atoll/edge.yaml:7: limits.value-bytes-mix: is not a key; known here: name-bytes-max, value-bytes-max
            /etc/atoll/edge.yaml:9: sources[0].kafka: 'nowhere' is not host:port, such as 127.0.0.1:8080 or [::1]:8080
            /etc/atoll/edge.yaml:10: sources[1].kafka: port 99999 of host '127.0.0.1' is outside 0 to 65535
            /etc/atoll/edge.yaml:10: sources[1].region: is missing; give it a value
            /etc/atoll/edge.yaml:11: sources[2]: expected keys with values, found 'just text'
            /etc/atoll/edge.yaml:12: members: expected a list, found '127.0.1.2:5701'
            /etc/atoll/edge.yaml:13: databse: is not a key; known here: database, lease, limits, listen, members, region, sources, visible-wait
            /etc/atoll/edge.yaml:14: lease: is given twice; leave one\
            """
                .stripIndent());
    assertThat(problems.problems()).hasSize(14);
  }

  @Test
  void whatOnlyTheRecordCanSeeIsAProblemToo() {
    assertThat(refused("region: eu-west\nlisten: 127.0.0.1:1\nlease: 2s\n"))
        .hasMessage("/etc/atoll/edge.yaml:1: lease 2s is not under visible-wait 2s");
  }

  @Test
  void aFileThatIsEmptyOrNotYamlOrNotThereSaysSo() {
    assertThat(refused(""))
        .hasMessage("/etc/atoll/edge.yaml:1: expected keys with values, found nothing");
    assertThat(refused("- a\n- b\n"))
        .hasMessage("/etc/atoll/edge.yaml:1: expected keys with values, found a list");
    assertThat(refused("a: b\nc: [1, 2\nd: e\n").getMessage())
        .startsWith("/etc/atoll/edge.yaml:3: is not YAML: expected ',' or ']'");
    assertThatThrownBy(() -> Config.load(Path.of("/nowhere/edge.yaml"), Edge::read))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "/nowhere/edge.yaml:1: there is no such file; give the path of one that exists");
  }

  @Test
  void aFaultOfTheReaderIsNotBlamedOnTheFile() {
    assertThatThrownBy(() ->
            Config.parse(
                FILE,
                "a: 1\n",
                node -> {
                  throw new IllegalStateException(node.string("a", ""));
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("1");
  }

  @Test
  void requiredKeysOfAMissingMappingAreReported() {
    ConfigException problems =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                Config.parse(
                    FILE,
                    "a: 1\n",
                    node ->
                        List.of(node.integer("a", 0, 0, 9), node.object("raft", Source::read))));

    assertThat(problems)
        .hasMessage(
            "/etc/atoll/edge.yaml:1: raft.kafka: is missing; give it a value\n"
                + "/etc/atoll/edge.yaml:1: raft.region: is missing; give it a value");
  }

  private static ConfigException refused(String yaml) {
    @Nullable ConfigException problems =
        catchThrowableOfType(ConfigException.class, () -> Config.parse(FILE, yaml, Edge::read));
    assertThat(problems).isNotNull();
    return problems;
  }
}
