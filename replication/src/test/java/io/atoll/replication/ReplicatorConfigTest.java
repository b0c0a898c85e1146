package io.atoll.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.region.RegionId;
import io.atoll.replication.cluster.RegionCluster;
import io.atoll.replication.kafka.LogCompression;
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

class ReplicatorConfigTest {
  private static final Path FILE = Path.of("/atoll/config.yaml");
  private static final String WHOLE =
      """
      region: us-east
      node: replicator
      admin: 127.0.1.40:9090
      state-dir: /atoll/state
      token-file: /atoll/operator.token
      kafka: 127.0.1.10:9092
      redis: 127.0.1.20:6379
      partitions: 8
      lease-time: 2s
      recent-cells: {bytes-max: 1 MiB}
      log-compression: zstd
      heal-cut-log: false
      cluster:
        listen: 127.0.1.40:5701
        members: [127.0.1.1:5701, 127.0.1.40:5701]
      sources:
        - region: eu-west
          kafka: 127.11.2.10:9101
      controllers: [http://127.0.1.30:8081, http://127.11.2.30:8081]
      """;

  @Test
  void everyKeyIsRead() {
    ReplicatorConfig config = Config.parse(FILE, WHOLE, ReplicatorConfig::read);
    assertThat(config)
        .isEqualTo(
            new ReplicatorConfig(
                new ProcessConfig(
                    RegionId.of("us-east"),
                    "replicator",
                    HostPort.parse("127.0.1.40:9090"),
                    Path.of("/atoll/state"),
                    Optional.of(Path.of("/atoll/operator.token"))),
                HostPort.parse("127.0.1.10:9092"),
                HostPort.parse("127.0.1.20:6379"),
                8,
                Duration.ofSeconds(2),
                1 << 20,
                LogCompression.ZSTD,
                false,
                new RegionCluster(
                    HostPort.parse("127.0.1.40:5701"),
                    List.of(HostPort.parse("127.0.1.1:5701"), HostPort.parse("127.0.1.40:5701"))),
                List.of(
                    new ReplicatorConfig.Source(
                        RegionId.of("eu-west"), HostPort.parse("127.11.2.10:9101"))),
                List.of(
                    URI.create("http://127.0.1.30:8081"), URI.create("http://127.11.2.30:8081"))));
  }

  @Test
  void defaultsAreThese() {
    String least =
        WHOLE
            .replaceAll("(?s)partitions: 8.*cluster:", "cluster:")
            .replaceAll("(?s)sources:.*", "");
    ReplicatorConfig config = Config.parse(FILE, least, ReplicatorConfig::read);
    assertThat(config.partitions()).isEqualTo(4);
    assertThat(config.leaseTime()).isEqualTo(Duration.ofMillis(1_500));
    assertThat(config.recentBytesMax()).isEqualTo(16 << 20);
    assertThat(config.logCompression()).isEqualTo(LogCompression.NONE);
    assertThat(config.healCutLog()).isTrue();
    assertThat(config.sources()).isEmpty();
    assertThat(config.controllers()).isEmpty();
  }

  @Test
  void everythingWrongIsNamedAtOnce() {
    String wrong =
        WHOLE
            .replace("partitions: 8", "partitions: 0")
            .replace("zstd", "zip")
            .replace("redis:", "rediss:");
    assertThatThrownBy(() -> Config.parse(FILE, wrong, ReplicatorConfig::read))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("partitions")
        .hasMessageContaining("'zip' is none of none, lz4, zstd")
        .hasMessageContaining("rediss")
        .hasMessageContaining("redis: is missing");
  }
}
