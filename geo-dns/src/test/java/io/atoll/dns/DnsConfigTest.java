package io.atoll.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.dns.geo.Network;
import io.atoll.dns.guard.GuardConfig;
import io.atoll.dns.routing.AllDown;
import io.atoll.dns.routing.Order;
import io.atoll.dns.routing.Pin;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.sign.DnssecConfig;
import io.atoll.dns.sign.SigningKey;
import io.atoll.dns.transfer.Secondary;
import io.atoll.dns.transfer.TransferConfig;
import io.atoll.dns.wire.QueryLogConfig;
import io.atoll.dns.wire.TlsConfig;
import io.atoll.dns.wire.WireLimits;
import io.atoll.dns.zone.RoutedName;
import io.atoll.dns.zone.RoutedTtl;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.dns.zone.ZoneConfig.Entry;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.net.HostPort;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

class DnsConfigTest {
  private static final Path FILE = Path.of("/etc/atoll/dns.yaml");

  private static final String LEAST =
      """
      region: eu-west
      node: dns
      admin: 127.0.2.53:9090
      state-dir: state
      listen: 127.0.2.53:5300
      controllers: ["http://127.0.2.30:7000"]
      zones:
        - apex: atoll.test
          name-servers:
            - {name: ns-eu-west, address: 127.0.2.53}
      """;

  @Test
  void defaultsAreWhatTheManualSays() {
    DnsConfig config = Config.parse(FILE, LEAST, DnsConfig::read);
    assertThat(config.limits()).isEqualTo(new WireLimits(1232, 256, 32, Duration.ofSeconds(10), 2));
    assertThat(config.limits()).isEqualTo(WireLimits.DEFAULT);
    assertThat(config.peers()).isEmpty();
    assertThat(config.rules().heardFor()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.guard()).isEqualTo(new GuardConfig(Optional.empty(), 1000));
    assertThat(config.rules().pace()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.rules().policies()).isEmpty();
    assertThat(config.rules().quietAfter()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.rules().capacity()).isEmpty();
    assertThat(config.identity()).isEmpty();
    assertThat(config.version()).isEmpty();
    assertThat(config.queryLog()).isEqualTo(new QueryLogConfig(0, 50));
    assertThat(config.transfer()).isEqualTo(new TransferConfig(List.of(), List.of()));
    assertThat(config.tls()).isEmpty();
    assertThat(config.zones().getFirst().routed()).isEqualTo(ZoneConfig.ROUTED_DEFAULT);
    assertThat(config.zones().getFirst().records()).isEmpty();
    assertThat(config.zones().getFirst().dnssec()).isEmpty();
    assertThat(DnssecConfig.VALIDITY_DEFAULT).isEqualTo(Duration.ofDays(14));
    assertThat(DnssecConfig.PER_SECOND_DEFAULT).isEqualTo(500);
    assertThat(config.zones().getFirst().ttl()).isEqualTo(RoutedTtl.of(Duration.ofSeconds(5)));
    assertThat(config.zones().getFirst().staticTtl()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.zones().getFirst().negativeTtl()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.geo().files()).isEmpty();
    assertThat(config.geo().scopeErrors()).isZero();
    assertThat(config.geo().overrides().find(Network.parse("127.0.0.1"))).isEmpty();
  }

  @Test
  void everyKeyIsRead() {
    DnsConfig config =
        Config.parse(
            FILE,
            """
            region: eu-west
            node: dns
            admin: 127.0.2.53:9090
            state-dir: /var/lib/atoll
            token-file: /etc/atoll/tokens.yaml
            nsid: dns-2.eu-west
            version: not yours to know
            query-log: {sample: 0.25, per-second: 10}
            tls: {listen: "127.0.2.53:853", certificate: cert.pem, key: key.pem}
            transfer:
              keys: [{name: to-backup, algorithm: hmac-sha512, secret-file: tsig}]
              secondaries: [{zone: example.org, address: "192.0.2.54:53", key: to-backup}]
            pace: 5m
            quiet-after: 10m
            capacity: [{region: us-east, answers-per-second: 2000}]
            peers: ["http://127.0.1.53:9090"]
            peers-heard-for: 5m
            policies:
              - {name: home-first, failover: [eu-west, us-east]}
              - name: mine
                bias: [{region: us-east, kilometres: 500}]
                pins:
                  - {cidr: 192.0.2.0/24, region: us-east}
                  - {country: jp, region: ap-northeast}
                  - {asn: 4200000000, region: us-east}
              - {name: shares, weights: [{region: us-east, weight: 3}], all-down-addresses: [192.0.2.9]}
              - {name: fast, by-round-trip: true, minimum-healthy: 50, all-down: servfail}
            listen: 127.0.2.53:5300
            controllers: ["http://127.0.2.30:7000", "http://127.12.1.30:7000"]
            zones:
              - apex: atoll.test
                name-servers:
                  - {name: ns-eu-west, address: 127.0.2.53}
                  - {name: ns-us-east, address: 127.0.1.53}
                routed: [{name: app, policy: mine}]
                records:
                  - {name: status, address: "2001:db8::1"}
                  - {name: www, type: HTTPS, data: 1 . alpn=h2}
                ttl: 20s
                quiet-ttl: 2m
                static-ttl: 1h
                negative-ttl: 1m
                dnssec:
                  keys:
                    - {file: keys/old}
                    - {file: keys/next, use: published}
                  validity: 30d
                  signatures-per-second: 50
              - {apex: example.org, file: example.zone, routed: []}
            geo:
              database: city.mmdb
              asn-database: asn.mmdb
              round-trips: rtt.txt
              scope-errors: 0.001
              overrides:
                - {cidr: 127.0.1.0/24, latitude: 38.95, longitude: -77.45}
            limits:
              udp-payload: 1400
              tcp-connections: 1000
              tcp-connections-per-client: 100
              tcp-idle: 5s
              threads: 8
            guard: {cookie-secrets: cookies, answers-per-second: 5000}
            """,
            DnsConfig::read);
    assertThat(config.process().nodeId()).isEqualTo("eu-west/dns");
    assertThat(config.rules().pace()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.peers()).containsExactly(URI.create("http://127.0.1.53:9090"));
    assertThat(config.rules().heardFor()).isEqualTo(Duration.ofMinutes(5));
    RegionId usEast = RegionId.of("us-east");
    assertThat(config.rules().policies())
        .containsExactly(
            Policy.of(
                "home-first",
                new Order.Failover(List.of(RegionId.of("eu-west"), usEast)),
                List.of()),
            Policy.of(
                "mine",
                new Order.Nearest(Map.of(usEast, 500)),
                List.of(
                    new Pin.OfNetwork(Network.parse("192.0.2.0/24"), usEast),
                    new Pin.OfCountry("JP", RegionId.of("ap-northeast")),
                    new Pin.OfSystem((int) 4_200_000_000L, usEast))),
            new Policy(
                "shares",
                new Order.Weighted(Map.of(usEast, 3)),
                List.of(),
                0,
                new AllDown.Static(List.of(InetAddress.ofLiteral("192.0.2.9")))),
            new Policy("fast", new Order.RoundTrip(), List.of(), 50, new AllDown.ServFail()));
    assertThat(config.rules().quietAfter()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.rules().capacity()).isEqualTo(Map.of(usEast, 2000));
    assertThat(config.identity()).contains("dns-2.eu-west");
    assertThat(config.version()).contains("not yours to know");
    assertThat(config.queryLog()).isEqualTo(new QueryLogConfig(0.25, 10));
    assertThat(config.tls())
        .contains(
            new TlsConfig(
                new HostPort("127.0.2.53", 853),
                Path.of("/etc/atoll/cert.pem"),
                Path.of("/etc/atoll/key.pem")));
    Name key = Name.fromConstantString("to-backup.");
    assertThat(config.transfer())
        .isEqualTo(
            new TransferConfig(
                List.of(new TransferConfig.Key(key, TSIG.HMAC_SHA512, Path.of("/etc/atoll/tsig"))),
                List.of(
                    new Secondary(
                        Name.fromConstantString("example.org."),
                        new HostPort("192.0.2.54", 53),
                        key))));
    assertThat(config.listen()).isEqualTo(new HostPort("127.0.2.53", 5300));
    assertThat(config.controllers())
        .containsExactly(
            URI.create("http://127.0.2.30:7000"), URI.create("http://127.12.1.30:7000"));
    assertThat(config.zones().getFirst().apex()).isEqualTo(Name.fromConstantString("atoll.test."));
    assertThat(config.zones().getFirst().nameServers())
        .containsExactly(host("ns-eu-west", "127.0.2.53"), host("ns-us-east", "127.0.1.53"));
    assertThat(config.zones().getFirst().routed()).containsExactly(new RoutedName("app", "mine"));
    assertThat(config.zones().getFirst().records())
        .containsExactly(
            host("status", "2001:db8::1"), new Entry("www", Type.HTTPS, "1 . alpn=h2"));
    assertThat(config.zones().getFirst().dnssec())
        .contains(
            new DnssecConfig(
                List.of(
                    new DnssecConfig.Key(Path.of("/etc/atoll/keys/old"), SigningKey.Use.ACTIVE),
                    new DnssecConfig.Key(
                        Path.of("/etc/atoll/keys/next"), SigningKey.Use.PUBLISHED)),
                Duration.ofDays(30),
                50));
    assertThat(config.zones().getLast().file()).contains(Path.of("/etc/atoll/example.zone"));
    assertThat(config.zones().getFirst().ttl())
        .isEqualTo(new RoutedTtl(Duration.ofSeconds(20), Duration.ofMinutes(2)));
    assertThat(config.zones().getFirst().staticTtl()).isEqualTo(Duration.ofHours(1));
    assertThat(config.zones().getFirst().negativeTtl()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.geo().files())
        .containsExactly(
            Path.of("/etc/atoll/city.mmdb"),
            Path.of("/etc/atoll/asn.mmdb"),
            Path.of("/etc/atoll/rtt.txt"));
    assertThat(config.geo().scopeErrors()).isEqualTo(0.001);
    assertThat(config.geo().overrides().find(Network.parse("127.0.1.7")).orElseThrow().value())
        .isEqualTo(new Coordinates(38.95, -77.45));
    assertThat(config.guard())
        .isEqualTo(new GuardConfig(Optional.of(Path.of("/etc/atoll/cookies")), 5000));
    assertThat(config.limits())
        .isEqualTo(new WireLimits(1400, 1000, 100, Duration.ofSeconds(5), 8));
  }

  @Test
  void everyMistakeIsNamedWithItsLine() {
    String broken =
        LEAST
            + """
                ttl: 0s
                routed: [www]
                colour: blue
            geo:
              overrides:
                - {cidr: 127.0.1.5/24, latitude: 91, longitude: 0}
            limits: {udp-payload: 100}
            """;
    assertThatThrownBy(() -> Config.parse(FILE, broken, DnsConfig::read))
        .hasMessageContaining("dns.yaml:11: zones[0].ttl")
        .hasMessageContaining("dns.yaml:13: zones[0].colour")
        .hasMessageContaining("'127.0.1.5/24' is not a network")
        .hasMessageContaining("latitude")
        .hasMessageContaining("limits.udp-payload");
  }

  @Test
  void aServerWithoutControllersIsRefused() {
    String orphan = LEAST.replace("[\"http://127.0.2.30:7000\"]", "[]");
    assertThatThrownBy(() -> Config.parse(FILE, orphan, DnsConfig::read))
        .hasMessageContaining("controllers");
  }

  @Test
  void aZoneHasItsServersEitherInAFileOrInTheConfiguration() {
    assertThatThrownBy(
            () -> Config.parse(FILE, LEAST + "    file: example.zone\n", DnsConfig::read))
        .hasMessageContaining("a file and name-servers");
  }

  @Test
  void aNameIsRoutedByAPolicyThatThereIs() {
    String other = LEAST + "    routed: [{name: www, policy: other}]\n";
    assertThatThrownBy(() -> Config.parse(FILE, other, DnsConfig::read))
        .hasMessageContaining("routed by policy 'other', which is none of [nearest]");
  }

  @Test
  void aPolicyHasOneOrderAndOneAnswerToBadDays() {
    for (String both :
        List.of(
            "failover: [a], by-round-trip: true",
            "weights: [{region: a, weight: 1}], bias: [{region: a, kilometres: 1}]",
            "all-down: all, all-down-addresses: [192.0.2.1]")) {
      String broken = LEAST + "policies: [{name: p, %s}]\n".formatted(both);
      assertThatThrownBy(() -> Config.parse(FILE, broken, DnsConfig::read))
          .as(both)
          .hasMessageContaining("keep one of them");
    }
  }

  @Test
  void aQuietTtlIsNotShorter() {
    String broken = LEAST + "    ttl: 5s\n    quiet-ttl: 4s\n";
    assertThatThrownBy(() -> Config.parse(FILE, broken, DnsConfig::read))
        .hasMessageContaining("quiet-ttl PT4S is shorter than ttl PT5S");
  }

  @Test
  void aSecondaryHasAZoneAnAddressAndAKeyThatThereAre() {
    Map.of(
            "{zone: example.org, address: '192.0.2.1:53', key: k}", "zone 'example.org.', which",
            "{zone: atoll.test, address: 'backup.net:53', key: k}", "is a name; give its IP",
            "{zone: atoll.test, address: '192.0.2.1:53', key: other}", "key 'other.', which is")
        .forEach((secondary, message) ->
            assertThatThrownBy(() ->
                    Config.parse(
                        FILE,
                        "%stransfer: {keys: [{name: k, secret-file: f}], secondaries: [%s]}%n"
                            .formatted(LEAST, secondary),
                        DnsConfig::read))
                .hasMessageContaining(message));
  }

  @Test
  void aZoneIsListedOnce() {
    assertThatThrownBy(() ->
            Config.parse(
                FILE, LEAST + "  - {apex: Atoll.Test, file: example.zone}\n", DnsConfig::read))
        .hasMessageContaining("list each zone once");
  }

  private static Entry host(String name, String address) {
    return Entry.of(name, InetAddress.ofLiteral(address));
  }
}
