package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.region.RegionId;
import io.atoll.edge.access.AccessConfig;
import io.atoll.edge.batch.BatchConfig;
import io.atoll.edge.cache.KnownKeysConfig;
import io.atoll.edge.changes.ChangesConfig;
import io.atoll.edge.invalidate.PurgeConfig;
import io.atoll.edge.peer.Peer;
import io.atoll.edge.proxy.ProxyConfig;
import io.atoll.edge.proxy.WebSocketConfig;
import io.atoll.edge.shared.SharedConfig;
import io.atoll.edge.tls.TlsConfig;
import io.atoll.replication.cluster.RegionCluster;
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

class EdgeConfigTest {
  private static final Path FILE = Path.of("/etc/atoll/config.yaml");

  private static final String REQUIRED =
      """
      region: us-east
      node: edge-1
      admin: 127.0.1.1:9090
      state-dir: state
      listen: 127.0.1.1:8080
      kafka: 127.0.1.10:9092
      redis: 127.0.1.20:6379
      cluster:
        listen: 127.0.1.1:5701
        members: ["127.0.1.1:5701", "127.0.1.40:5701"]
      controllers: ["http://127.0.1.30:7000", "http://127.11.2.30:7000"]
      sessions:
        keys: session.keys
      """;

  private static final String OPTIONAL =
      """
      token-file: /etc/atoll/tokens
      partitions: 8
      lease: 100ms
      visible-wait: 1s
      remote-wait: 4s
      l1:
        bytes-max: 1GiB
      known-keys:
        bytes-max: 1MiB
        bits-per-key: 12
        scan-rate: 5000
      limits:
        name-bytes-max: 100B
        value-bytes-max: 64KiB
        header-bytes-max: 4KiB
        headers-max: 20
        connections-max: 50
        connections-per-address-max: 5
        idle-max: 10s
        body-max: 5s
        writes-max: 20
        write-bytes-max: 2MiB
        answer-bytes-max: 5MiB
        stall-max: 20s
        grace: 0s
        drain-max: 3s
      batch:
        operations-max: 100
        bytes-max: 1MiB
      changes:
        feeds-max: 3
        heartbeat: 2s
        stall-max: 4s
      peers: [{region: eu-west, edges: ["127.11.2.1:8080", "127.11.2.2:8080"]}]
      """;

  @Test
  void everyKeyIsRead() {
    assertThat(
            Config.parse(
                FILE,
                REQUIRED.replace("session.keys", "session.keys\n  wait: 3s") + OPTIONAL,
                EdgeConfig::read))
        .isEqualTo(
            config(
                Optional.of(Path.of("/etc/atoll/tokens")),
                8,
                new EdgeLimits(
                    100,
                    64 << 10,
                    4 << 10,
                    20,
                    50,
                    5,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    20,
                    2 << 20,
                    5 << 20,
                    Duration.ofSeconds(20),
                    Duration.ZERO,
                    Duration.ofSeconds(3)),
                1L << 30,
                new KnownKeysConfig(1 << 20, 12, 5_000),
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                new BatchConfig(100, 1 << 20),
                new ChangesConfig(3, Duration.ofSeconds(2), Duration.ofSeconds(4)),
                Duration.ofSeconds(3),
                List.of(
                    new Peer(
                        RegionId.of("eu-west"),
                        List.of(
                            HostPort.parse("127.11.2.1:8080"),
                            HostPort.parse("127.11.2.2:8080"))))));
  }

  @Test
  void everythingElseHasADefault() {
    assertThat(Config.parse(FILE, REQUIRED, EdgeConfig::read))
        .isEqualTo(
            config(
                Optional.empty(),
                4,
                new EdgeLimits(
                    512,
                    1 << 20,
                    8 << 10,
                    100,
                    10_000,
                    1_000,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30),
                    4096,
                    64 << 20,
                    64 << 20,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5)),
                64 << 20,
                new KnownKeysConfig(64 << 20, 10, 100_000),
                Duration.ofMillis(200),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                new BatchConfig(1_000, 8 << 20),
                new ChangesConfig(16, Duration.ofSeconds(10), Duration.ofSeconds(30)),
                Duration.ofSeconds(1),
                List.of()));
  }

  @Test
  void aProcessMayTakeAsLongToStopAsItsClientsMay() {
    assertThat(Config.parse(FILE, REQUIRED, EdgeConfig::read).stopMax())
        .isEqualTo(Duration.ofSeconds(10));
    String slow = "limits: {grace: 20s, drain-max: 1m}\n";
    assertThat(Config.parse(FILE, REQUIRED + slow, EdgeConfig::read).stopMax())
        .isEqualTo(Duration.ofSeconds(83));
  }

  @Test
  void everyKeyOfTlsIsRead() {
    String tls =
        """
        tls:
          listen: 127.0.1.1:8443
          certificates:
            - {chain: shop.pem, key: /keys/shop.key}
            - {chain: other.pem, key: /keys/other.key}
          handshake-max: 3s
        """;

    assertThat(Config.parse(FILE, REQUIRED + tls, EdgeConfig::read).tls())
        .contains(
            new TlsConfig(
                HostPort.parse("127.0.1.1:8443"),
                List.of(
                    new TlsConfig.Files(Path.of("/etc/atoll/shop.pem"), Path.of("/keys/shop.key")),
                    new TlsConfig.Files(
                        Path.of("/etc/atoll/other.pem"), Path.of("/keys/other.key"))),
                Duration.ofSeconds(3)));
    assertThat(
            Config.parse(FILE, REQUIRED + tls.replaceFirst("  handshake.*", ""), EdgeConfig::read)
                .tls()
                .orElseThrow()
                .handshakeMax())
        .isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void everyKeyOfTheAccessLogIsRead() {
    String log = "access-log: {format: combined, file: /var/log/edge.log, lines-max: 200}";
    assertThat(Config.parse(FILE, REQUIRED + log, EdgeConfig::read).accessLog())
        .contains(
            new AccessConfig(
                AccessConfig.Format.COMBINED, Optional.of(Path.of("/var/log/edge.log")), 200));
    assertThat(Config.parse(FILE, REQUIRED + "access-log: {}", EdgeConfig::read).accessLog())
        .contains(new AccessConfig(AccessConfig.Format.JSON, Optional.empty(), 10_000));
  }

  @Test
  void everyKeyOfTheGatewayIsRead() {
    String gateway =
        """
        http:
          api-hosts: [data.example.org]
          upstreams:
            - name: shop
              targets: ["10.0.0.1:80", "10.0.0.2:80"]
              connections-max: 10
              connect-max: 2s
              try-max: 3s
              total-max: 4s
          routes:
            - name: pages
              host: Shop.example.org
              prefix: /shop
              upstream: shop
              purges-everywhere: true
              cached: false
              compressed: false
              body: {bytes-max: 3MiB, stall-max: 4s, total-max: 50s}
              key:
                query: except
                parameters: [utm]
                sorted: true
                cookies: [lang]
              heuristic-fraction: 0.2
              negative-ttl: 5s
          compression:
            codings: [br]
            types: ["Text/*"]
            bytes-min: 2KiB
            streams-max: 7
          bytes-max: 2MiB
          object-bytes-max: 2KiB
          shared: {enabled: false, timeout: 30ms, object-bytes-max: 1MiB, pending-bytes-max: 3MiB}
          purges: {per-second-max: 7, waiting-max: 8, unheard-max: 9s}
          websockets: {connections-max: 8, idle-max: 7m}
          wait-max: 6s
        """;

    ProxyConfig proxy = Config.parse(FILE, REQUIRED + gateway, EdgeConfig::read).proxy();

    assertThat(proxy.toString())
        .contains("data.example.org", "10.0.0.2:80")
        .contains("connectionsMax=10, connectMax=PT2S, tryMax=PT3S, totalMax=PT4S")
        .contains(
            "name=pages, host=shop.example.org, prefix=/shop, upstream=shop, purgesEverywhere=true, cached=false, compressed=false")
        .contains("BodyBounds[bytesMax=3145728, stallMax=PT4S, totalMax=PT50S]")
        .contains("query=EXCEPT, names=[utm], sorted=true, cookies=[lang]")
        .contains("fraction=0.2, secondsMax=86400, negativeSeconds=5")
        .contains("codings=[BR], compressible=Compressible[types=[text/*], bytesMin=2048]")
        .contains("streamsMax=7")
        .contains("bytesMax=2097152, objectBytesMax=2048")
        .contains("enabled=false, timeout=PT0.03S, objectBytesMax=1048576, pendingBytesMax=3145728")
        .contains("perSecondMax=7, waitingMax=8, unheardMax=PT9S")
        .contains("WebSocketConfig[connectionsMax=8, idleMax=PT7M]")
        .contains("waitMax=PT6S");
  }

  @Test
  void otherRegionsAreNamedOnceAndTheOwnOneNotAtAll() {
    String peers =
        """
        http:
          peers: ["10.1.0.1:8080"]
        peers:
          - {region: eu-west, edges: ["10.1.0.1:8080", "127.0.1.1:8080"]}
          - {region: ap-south, edges: ["10.1.0.1:8080"]}
          - {region: eu-west, edges: ["10.1.0.2:8080"]}
          - {region: us-east, edges: ["10.3.0.1:8080"]}
          - {region: sa-east, edges: []}
          - {region: ca-west}
        """;

    assertThatThrownBy(() -> Config.parse(FILE, REQUIRED + peers, EdgeConfig::read))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("http.peers: is no key here: name other regions' edges once")
        .hasMessageContaining("10.1.0.1:8080 is an edge of 'eu-west' and of 'ap-south'")
        .hasMessageContaining("127.0.1.1:8080 is an edge of 'us-east' and of 'eu-west'")
        .hasMessageContaining("'eu-west' is there twice")
        .hasMessageContaining("'us-east' is the region of this edge")
        .hasMessageContaining("is empty; name one edge")
        .hasMessageContaining("is missing: where this region's edges are");
  }

  @Test
  void webSocketsHaveDefaults() {
    assertThat(ProxyConfig.NONE.webSockets())
        .isEqualTo(new WebSocketConfig(5_000, Duration.ofMinutes(5)));
  }

  @Test
  void whatEdgesShareHasDefaults() {
    assertThat(ProxyConfig.NONE.shared())
        .isEqualTo(new SharedConfig(true, Duration.ofMillis(100), 4 << 20, 16 << 20));
  }

  @Test
  void whatPurgingMayTakeUpHasDefaults() {
    assertThat(ProxyConfig.NONE.purges())
        .isEqualTo(new PurgeConfig(50, 256, Duration.ofSeconds(10)));
  }

  @Test
  void aCodingThatNobodyKnowsIsAProblem() {
    String gateway =
        """
        http:
          compression: {codings: [gzip, lzw]}
        """;

    assertThatThrownBy(() -> Config.parse(FILE, REQUIRED + gateway, EdgeConfig::read))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'lzw' is none of [zstd, br, gzip]");
  }

  @Test
  void aRouteToAPoolThatIsNotThereIsAProblem() {
    String gateway =
        """
        http:
          routes: [{host: shop.test, upstream: shop}]
        """;

    assertThatThrownBy(() -> Config.parse(FILE, REQUIRED + gateway, EdgeConfig::read))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("upstream 'shop' of host 'shop.test'");
  }

  @Test
  void everyProblemIsReportedAtOnce() {
    String text =
        REQUIRED.replace("listen: 127.0.1.1:8080", "listen: here")
            + """
            lease: 300ms
            limits:
              value-bytes-max: 2MiB
              values: 7
            """;

    assertThatThrownBy(() -> Config.parse(FILE, text, EdgeConfig::read))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("listen")
        .hasMessageContaining("lease: 300ms is over 200ms")
        .hasMessageContaining("limits.value-bytes-max")
        .hasMessageContaining("limits.values");
  }

  private static EdgeConfig config(
      Optional<Path> tokens,
      int partitions,
      EdgeLimits limits,
      long l1BytesMax,
      KnownKeysConfig knownKeys,
      Duration lease,
      Duration visibleWait,
      Duration remoteWait,
      BatchConfig batch,
      ChangesConfig changes,
      Duration sessionWait,
      List<Peer> peers) {
    return new EdgeConfig(
        new ProcessConfig(
            RegionId.of("us-east"),
            "edge-1",
            HostPort.parse("127.0.1.1:9090"),
            Path.of("/etc/atoll/state"),
            tokens),
        HostPort.parse("127.0.1.1:8080"),
        HostPort.parse("127.0.1.10:9092"),
        HostPort.parse("127.0.1.20:6379"),
        partitions,
        new RegionCluster(
            HostPort.parse("127.0.1.1:5701"),
            List.of(HostPort.parse("127.0.1.1:5701"), HostPort.parse("127.0.1.40:5701"))),
        List.of(URI.create("http://127.0.1.30:7000"), URI.create("http://127.11.2.30:7000")),
        limits,
        ProxyConfig.NONE,
        l1BytesMax,
        knownKeys,
        lease,
        visibleWait,
        remoteWait,
        batch,
        changes,
        new SessionConfig(Path.of("/etc/atoll/session.keys"), sessionWait),
        peers,
        Optional.empty(),
        Optional.empty());
  }
}
