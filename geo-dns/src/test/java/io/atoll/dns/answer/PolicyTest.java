package io.atoll.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.dns.Zones;
import io.atoll.dns.geo.AutonomousSystems;
import io.atoll.dns.geo.GeoDatabase;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Network;
import io.atoll.dns.geo.Prefixes;
import io.atoll.dns.geo.RoundTrips;
import io.atoll.dns.geo.TinyMmdb;
import io.atoll.dns.routing.AllDown;
import io.atoll.dns.routing.Order;
import io.atoll.dns.routing.Pin;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.RoutingRules;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.wire.ExtendedError;
import io.atoll.dns.wire.Header;
import io.atoll.dns.wire.Query;
import io.atoll.dns.wire.Reply;
import io.atoll.dns.zone.RoutedName;
import io.atoll.dns.zone.Zone;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.dns.zone.ZoneLoader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Names of one zone, each by a policy of its own. */
class PolicyTest {
  private static final List<Policy> POLICIES =
      List.of(
          Policy.of(
              "ordered",
              new Order.Failover(List.of(Tables.AP_NORTHEAST, Tables.EU_WEST)),
              List.of()),
          // The Atlantic, and half as much again.
          Policy.of("biased", new Order.Nearest(Map.of(Tables.US_EAST, -8_000)), List.of()),
          Policy.of(
              "pinned",
              new Order.Nearest(Map.of()),
              List.of(
                  new Pin.OfCountry("GB", Tables.US_EAST),
                  new Pin.OfNetwork(Network.parse("81.2.69.0/24"), Tables.AP_NORTHEAST))),
          Policy.of(
              "system",
              new Order.Nearest(Map.of()),
              List.of(
                  new Pin.OfCountry("JP", Tables.US_EAST),
                  new Pin.OfSystem(64_496, Tables.AP_NORTHEAST),
                  new Pin.OfNetwork(Network.parse("81.2.69.128/25"), Tables.US_EAST))),
          Policy.of("fast", new Order.RoundTrip(), List.of()),
          new Policy("half", new Order.Nearest(Map.of()), List.of(), 50, new AllDown.LastGood()),
          badDay("all", new AllDown.All()),
          badDay("page", new AllDown.Static(List.of(InetAddress.ofLiteral("192.0.2.9")))),
          badDay("fail", new AllDown.ServFail()));

  /** A network of Britons is nearer to America than others, as measured; Japan isn't known of. */
  private static final RoundTrips MEASURED =
      RoundTrips.of(
          Map.of(
              Network.parse("81.2.70.0/24"), Map.of(Tables.US_EAST, 4.0, Tables.EU_WEST, 60.0),
              Network.parse("81.2.69.0/24"), Map.of(Tables.EU_WEST, 400.0)));

  @SuppressWarnings("NullAway.Init")
  private static Locator locator;

  private final Answerer answerer =
      new Answerer(
          locator,
          Tables.EU_WEST,
          new RegionMeters(new SimpleMeterRegistry()),
          RoutingRules.of(POLICIES, Duration.ZERO),
          System::nanoTime);

  private static Policy badDay(String name, AllDown allDown) {
    return new Policy(name, new Order.Nearest(Map.of()), List.of(), 0, allDown);
  }

  @BeforeAll
  static void locate(@TempDir Path folder) throws IOException {
    Path systems = TinyMmdb.ofSystems(folder.resolve("asn"), Map.of("81.2.69.0/24", 64_496L));
    locator =
        new Locator(
            new Prefixes<>(List.of()),
            GeoDatabase.bundled(),
            AutonomousSystems.open(systems),
            MEASURED,
            0);
  }

  @BeforeEach
  void load() {
    Zone zone =
        new ZoneLoader(
                new ZoneConfig(
                    Zones.APEX,
                    Optional.empty(),
                    List.of(Zones.host("ns", "192.0.2.53")),
                    Stream.concat(
                            Stream.of(new RoutedName("near")),
                            POLICIES.stream()
                                .map(policy -> new RoutedName(policy.name(), policy.name())))
                        .toList(),
                    List.of(),
                    ZoneConfig.TTL_DEFAULT,
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
    "pinned,  us-east,      eu-west,      ap-northeast, ap-northeast, eu-west",
    // Of a system, a country and a network that are pinned, the network counts most.
    "system,  '',           eu-west,      us-east,      us-east,      eu-west",
    "system,  us-east,      eu-west,      ap-northeast, ap-northeast, eu-west",
    // 400 ms to Europe, and 120 ms to America by the distance.
    "fast,    '',           us-east,      us-east,      ap-northeast, eu-west",
    "fast,    us-east,      eu-west,      ap-northeast, ap-northeast, eu-west"
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

  @Test
  void aRegionWithTooFewHealthyEdgesIsGivenOnlyWhenEveryOtherHasTooFewToo() {
    UnaryOperator<RegionEntry> unwell = PolicyTest::withOneOfThreeEdges;
    answerer.follow(Tables.changed(1, Map.of(Tables.EU_WEST, unwell)));
    assertThat(region("near", "81.2.70.1")).isEqualTo("eu-west");
    assertThat(region("half", "81.2.70.1")).isEqualTo("us-east");
    JsonObject explained = new Explainer(answerer).explain("half.atoll.test", "81.2.70.0/24");
    assertThat(explained.getJsonArray("regions").getJsonObject(1).getString("why"))
        .isEqualTo("fewer of its edges are healthy than the policy wants");
    answerer.follow(
        Tables.changed(
            2,
            Map.of(
                Tables.EU_WEST, unwell,
                Tables.US_EAST, unwell,
                Tables.AP_NORTHEAST, unwell)));
    assertThat(region("half", "81.2.70.1")).isEqualTo("eu-west");
  }

  private static RegionEntry withOneOfThreeEdges(RegionEntry region) {
    return Tables.withEdges(
        region,
        List.of(
            Tables.edge(region.id(), 1, true),
            Tables.edge(region.id(), 2, false),
            Tables.edge(region.id(), 3, false)));
  }

  @Test
  void whenNoRegionServesEveryNameIsAnsweredAsItsPolicySays() {
    // Before any table, a page of the operator's is better than nothing.
    assertThat(ask("near", "81.2.70.1").rcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(region("page", "81.2.70.1")).isEqualTo("192.0.2.9");
    answerer.follow(Tables.with(1, Map.of(Tables.EU_WEST, RegionState.DOWN)));
    assertThat(region("page", "81.2.70.1")).isEqualTo("us-east");
    answerer.follow(
        Tables.with(
            2,
            Map.of(
                Tables.EU_WEST, RegionState.DOWN,
                Tables.US_EAST, RegionState.DOWN,
                Tables.AP_NORTHEAST, RegionState.DOWN)));
    assertThat(region("near", "81.2.70.1")).isEqualTo("us-east");
    assertThat(region("all", "81.2.70.1")).isEqualTo("eu-west");
    assertThat(region("page", "81.2.70.1")).isEqualTo("192.0.2.9");
    assertThat(region("page", "10.0.0.1")).isEqualTo("192.0.2.9");
    assertThat(ask("fail", "81.2.70.1").rcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(ask("fail", "81.2.70.1").extended()).isEqualTo(ExtendedError.NO_REGION);
    Explainer explainer = new Explainer(answerer);
    Map.of("near", "last-good", "all", "all-undrained", "page", "static", "fail", "nothing")
        .forEach((label, basis) ->
            assertThat(explainer.explain(label + ".atoll.test", "81.2.70.0/24").getString("basis"))
                .as(label)
                .isEqualTo(basis));
    JsonObject page = explainer.explain("page.atoll.test", "81.2.70.0/24");
    assertThat(page.getInteger("scope")).isZero();
    assertThat(page.getJsonArray("addresses")).containsExactly("192.0.2.9");
  }

  @Test
  void explainSaysWhatWasMeasured() {
    answerer.follow(Tables.allUp(1));
    JsonObject region =
        new Explainer(answerer)
            .explain("fast.atoll.test", "81.2.70.0/24")
            .getJsonArray("regions")
            .getJsonObject(0);
    assertThat(region.getString("id")).isEqualTo("us-east");
    assertThat(region.getDouble("round-trip-ms")).isEqualTo(4.0);
  }

  @ParameterizedTest
  @CsvSource({
    "near,    81.2.70.0/24,   '',                                 the nearest region",
    "ordered, 81.2.70.0/24,   '',                                 'the first that serves of"
        + " [ap-northeast, eu-west]'",
    "biased,  81.2.70.0/24,   '',                                 'the nearest region, with"
        + " kilometres added: {us-east=-8000}'",
    "pinned,  81.2.70.0/24,   country GB to us-east,              the nearest region",
    "pinned,  81.2.69.0/24,   network 81.2.69.0/24 to ap-northeast, the nearest region",
    "system,  81.2.69.0/25,   AS64496 to ap-northeast,            the nearest region",
    "system,  81.2.69.192/26, network 81.2.69.128/25 to us-east,  the nearest region",
    "fast,    81.2.70.0/24,   '',                                 the least round trip"
  })
  void explainSaysWhatIsPreferredAndWhoIsPinned(
      String label, String from, String pin, String prefers) {
    answerer.follow(Tables.allUp(1));
    JsonObject explained = new Explainer(answerer).explain(label + ".atoll.test", from);
    assertThat(explained.getString("prefers")).isEqualTo(prefers);
    assertThat(explained.getString("pin")).isEqualTo(pin.isEmpty() ? null : pin);
  }

  private Reply ask(String label, String from) {
    Query query =
        new Query(
            new Header(0, 0),
            Name.fromConstantString(label + ".atoll.test."),
            Type.A,
            DClass.IN,
            null);
    return answerer.reply(query, InetAddress.ofLiteral(from));
  }

  private String region(String label, String from) {
    String address = ask(label, from).answer().getFirst().rdataToString();
    return switch (address) {
      case "127.0.1.1" -> "us-east";
      case "127.0.2.1" -> "eu-west";
      case "127.0.3.1" -> "ap-northeast";
      default -> address;
    };
  }
}
