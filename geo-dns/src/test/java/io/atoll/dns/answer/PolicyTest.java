package io.atoll.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionState;
import io.atoll.dns.Zones;
import io.atoll.dns.geo.GeoDatabase;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Network;
import io.atoll.dns.geo.Prefixes;
import io.atoll.dns.routing.Order;
import io.atoll.dns.routing.Pin;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.wire.Header;
import io.atoll.dns.wire.Query;
import io.atoll.dns.zone.RoutedName;
import io.atoll.dns.zone.Zone;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.dns.zone.ZoneLoader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Names of one zone, each by a policy of its own. */
class PolicyTest {
  private static final List<Policy> POLICIES =
      List.of(
          new Policy(
              "ordered",
              new Order.Failover(List.of(Tables.AP_NORTHEAST, Tables.EU_WEST)),
              List.of()),
          // The Atlantic, and half as much again.
          new Policy("biased", new Order.Nearest(Map.of(Tables.US_EAST, -8_000)), List.of()),
          new Policy(
              "pinned",
              new Order.Nearest(Map.of()),
              List.of(
                  new Pin.OfCountry("GB", Tables.US_EAST),
                  new Pin.OfNetwork(Network.parse("81.2.69.0/24"), Tables.AP_NORTHEAST))));

  private final Answerer answerer =
      new Answerer(
          new Locator(new Prefixes<>(List.of()), GeoDatabase.bundled()),
          Tables.EU_WEST,
          new RegionMeters(new SimpleMeterRegistry()),
          POLICIES,
          Duration.ZERO,
          System::nanoTime);

  @BeforeEach
  void load() {
    Zone zone =
        new ZoneLoader(
                new ZoneConfig(
                    Zones.APEX,
                    Optional.empty(),
                    List.of(Zones.host("ns", "192.0.2.53")),
                    List.of(
                        new RoutedName("near"),
                        new RoutedName("ordered", "ordered"),
                        new RoutedName("biased", "biased"),
                        new RoutedName("pinned", "pinned")),
                    List.of(),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(30),
                    Optional.empty()))
            .load();
    answerer.replace(List.of(new Served(zone, null)));
  }

  @ParameterizedTest
  @CsvSource({
    // Of Britons, of a Briton whose network is pinned, of Japanese, and of those that are nowhere.
    "near,    '',           eu-west,      eu-west,      ap-northeast, eu-west",
    "ordered, '',           ap-northeast, ap-northeast, ap-northeast, ap-northeast",
    "ordered, ap-northeast, eu-west,      eu-west,      eu-west,      eu-west",
    "biased,  '',           us-east,      us-east,      ap-northeast, us-east",
    "biased,  us-east,      eu-west,      eu-west,      ap-northeast, eu-west",
    "pinned,  '',           us-east,      ap-northeast, ap-northeast, eu-west",
    "pinned,  ap-northeast, us-east,      us-east,      eu-west,      eu-west",
    "pinned,  us-east,      eu-west,      ap-northeast, ap-northeast, eu-west"
  })
  void everyNameIsRoutedByItsPolicyAmongTheRegionsThatServe(
      String label, String down, String britons, String pinned, String japanese, String nowhere) {
    answerer.follow(
        down.isEmpty()
            ? Tables.allUp(1)
            : Tables.with(1, Map.of(RegionId.of(down), RegionState.DOWN)));
    assertThat(region(label, "81.2.70.1")).isEqualTo(britons);
    assertThat(region(label, "81.2.69.160")).isEqualTo(pinned);
    assertThat(region(label, "133.11.0.1")).isEqualTo(japanese);
    assertThat(region(label, "10.0.0.1")).isEqualTo(nowhere);
    JsonObject explained = new Explainer(answerer).explain(label + ".atoll.test", "81.2.70.0/24");
    assertThat(explained.getString("policy")).isEqualTo(label.replace("near", "nearest"));
    assertThat(explained.getJsonArray("regions").getJsonObject(0).getString("id"))
        .isEqualTo(britons);
  }

  private String region(String label, String from) {
    Query query =
        new Query(
            new Header(0, 0),
            Name.fromConstantString(label + ".atoll.test."),
            Type.A,
            DClass.IN,
            null);
    String address =
        answerer.reply(query, InetAddress.ofLiteral(from)).answer().getFirst().rdataToString();
    return switch (address) {
      case "127.0.1.1" -> "us-east";
      case "127.0.2.1" -> "eu-west";
      case "127.0.3.1" -> "ap-northeast";
      default -> address;
    };
  }
}
