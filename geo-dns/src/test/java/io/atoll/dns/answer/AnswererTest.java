package io.atoll.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.EdgeEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.dns.Zones;
import io.atoll.dns.geo.GeoDatabase;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Network;
import io.atoll.dns.geo.Prefixes;
import io.atoll.dns.routing.Routing;
import io.atoll.dns.routing.RoutingRules;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.wire.ClientSubnet;
import io.atoll.dns.wire.Edns;
import io.atoll.dns.wire.Header;
import io.atoll.dns.wire.Query;
import io.atoll.dns.wire.Reply;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.dns.zone.ZoneLoader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class AnswererTest {
  private static final InetAddress BRITISH = InetAddress.ofLiteral("81.2.69.160");
  private static final InetAddress JAPANESE = InetAddress.ofLiteral("133.11.0.1");
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final Prefixes<Coordinates> PRIVATE =
      new Prefixes<>(
          List.of(
              new Prefixes.Entry<>(Network.parse("127.0.1.0/24"), place(Tables.US_EAST)),
              new Prefixes.Entry<>(Network.parse("10.0.0.0/8"), place(Tables.AP_NORTHEAST))));
  private static final Locator LOCATOR = new Locator(PRIVATE, GeoDatabase.bundled());

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Answerer answerer =
      new Answerer(
          LOCATOR, Tables.EU_WEST, new RegionMeters(meters), Zones.rules(), System::nanoTime);

  @BeforeEach
  void load() {
    answerer.replace(List.of(new Served(Zones.test(), null)));
  }

  @Test
  void beforeTheFirstTableRoutedNamesFailAndStaticNamesAnswer() {
    assertThat(ask("www.atoll.test.", Type.A, BRITISH).rcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(addresses(ask("ns-us-east.atoll.test.", Type.A, BRITISH)))
        .containsExactly("127.0.1.53");
    answerer.follow(Tables.allUp(1));
    assertThat(ask("www.atoll.test.", Type.A, BRITISH).rcode()).isEqualTo(Rcode.NOERROR);
  }

  @ParameterizedTest
  @CsvSource({
    // The resolver alone.
    "81.2.69.160, ,               127.0.2.1, 0",
    "133.11.0.1,  ,               127.0.3.1, 0",
    "127.0.1.1,   ,               127.0.1.1, 0",
    // A subnet wins over the resolver, and its answer holds as far as all are sent to one region.
    "133.11.0.1,  81.2.69.0/24,   127.0.2.1, 14",
    "81.2.69.160, 133.11.0.0/16,  127.0.3.1, 8",
    "81.2.69.160, 133.11.239.0/24, 127.0.3.1, 8",
    // Overrides win, with their own prefix, never beyond the source's.
    "133.11.0.1,  127.0.1.0/24,   127.0.1.1, 24",
    "81.2.69.160, 10.1.2.0/24,    127.0.3.1, 8",
    "81.2.69.160, 127.0.1.77/32,  127.0.1.1, 24",
    "81.2.69.160, 2001:240::/56,  127.0.3.1, 22"
  })
  void usersGoToTheNearestRegionByTheirSubnetElseTheirResolver(
      String resolver, @Nullable String subnet, String address, int scope) {
    answerer.follow(Tables.allUp(1));
    ClientSubnet client = subnet == null ? null : subnet(subnet);
    Reply reply =
        answerer.reply(
            query("www.atoll.test.", Type.A, DClass.IN, 0, client),
            InetAddress.ofLiteral(resolver));
    assertThat(addresses(reply).getFirst()).isEqualTo(address);
    assertThat(reply.scope()).isEqualTo(scope);
  }

  @Test
  void aScopeIsNeverLongerThanWhatClientsReveal() {
    answerer.follow(Tables.allUp(1));
    for (String network :
        List.of("1.1.1.1/32", "8.8.8.8/32", "192.168.3.4/32", "2001:db8::1/128")) {
      Reply reply =
          answerer.reply(query("www.atoll.test.", Type.A, DClass.IN, 0, subnet(network)), BRITISH);
      assertThat(reply.scope()).as(network).isBetween(1, network.contains(":") ? 56 : 24);
    }
  }

  @Test
  void aSubnetOfUnknownPlaceLeavesItToTheResolver() {
    answerer.follow(Tables.allUp(1));
    Reply reply =
        answerer.reply(
            query("www.atoll.test.", Type.A, DClass.IN, 0, subnet("192.168.1.0/24")), JAPANESE);
    assertThat(addresses(reply).getFirst()).isEqualTo("127.0.3.1");
    assertThat(reply.scope()).isPositive();
  }

  @Test
  void aClientThatHidesIsAnsweredByItsResolverWithScopeZero() {
    answerer.follow(Tables.allUp(1));
    Reply reply =
        answerer.reply(
            query("www.atoll.test.", Type.A, DClass.IN, 0, new ClientSubnet(1, null)), JAPANESE);
    assertThat(addresses(reply).getFirst()).isEqualTo("127.0.3.1");
    assertThat(reply.scope()).isZero();
  }

  @Test
  void aClientNobodyCanPlaceIsGivenTheRegionOfTheServerItReached() {
    answerer.follow(Tables.allUp(1));
    assertThat(addresses(ask("www.atoll.test.", Type.A, LOOPBACK)).getFirst())
        .isEqualTo("127.0.2.1");
  }

  @Test
  void aRegionThatGoesDownIsLeftOutByTheNextAnswer() {
    answerer.follow(Tables.allUp(1));
    answerer.follow(Tables.with(2, Map.of(Tables.EU_WEST, RegionState.DOWN)));
    assertThat(addresses(ask("www.atoll.test.", Type.A, BRITISH)))
        .containsExactly("127.0.1.1", "127.0.1.2");
  }

  @Test
  void everyEdgeIsFirstEquallyOften() {
    answerer.follow(Tables.allUp(1));
    Map<String, Integer> first = new HashMap<>();
    for (int id = 0; id < 1000; id++) {
      Reply reply = answerer.reply(query("www.atoll.test.", Type.A, DClass.IN, id, null), BRITISH);
      assertThat(addresses(reply)).containsExactlyInAnyOrder("127.0.2.1", "127.0.2.2");
      first.merge(addresses(reply).getFirst(), 1, Integer::sum);
    }
    assertThat(first).containsOnly(Map.entry("127.0.2.1", 500), Map.entry("127.0.2.2", 500));
  }

  @Test
  void anAnswerListsABoundedNumberOfEdgesAndEachGetsItsTurn() {
    List<EdgeEntry> edges = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      edges.add(Tables.edge(Tables.EU_WEST, i, true));
    }
    answerer.follow(
        Tables.changed(1, Map.of(Tables.EU_WEST, region -> Tables.withEdges(region, edges))));
    Map<String, Integer> seen = new HashMap<>();
    for (int id = 0; id < 20; id++) {
      List<String> given =
          addresses(answerer.reply(query("www.atoll.test.", Type.A, DClass.IN, id, null), BRITISH));
      assertThat(given).hasSize(Addresses.COUNT_MAX).doesNotHaveDuplicates();
      given.forEach(address -> seen.merge(address, 1, Integer::sum));
    }
    assertThat(seen).hasSize(20);
    assertThat(seen.values()).containsOnly(Addresses.COUNT_MAX);
  }

  @Test
  void anEdgeWhoseAddressIsANameIsLeftOut() {
    List<EdgeEntry> edges =
        List.of(
            new EdgeEntry("edge-1", "edge-1.example.org", 8080, true),
            Tables.edge(Tables.EU_WEST, 2, true));
    answerer.follow(
        Tables.changed(1, Map.of(Tables.EU_WEST, region -> Tables.withEdges(region, edges))));
    assertThat(addresses(ask("www.atoll.test.", Type.A, BRITISH))).containsExactly("127.0.2.2");
  }

  @Test
  void aaaaOfARoutedNameOfIpv4EdgesIsNoDataAndNeverNxdomain() {
    answerer.follow(Tables.allUp(1));
    Reply reply = ask("www.atoll.test.", Type.AAAA, BRITISH);
    assertThat(reply.rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.answer()).isEmpty();
    assertThat(reply.authority()).extracting(Record::getType).containsExactly(Type.SOA);
  }

  @Test
  void routedAnswersLiveFiveSeconds() {
    answerer.follow(Tables.allUp(1));
    assertThat(ask("www.atoll.test.", Type.A, BRITISH).answer())
        .allSatisfy(record -> assertThat(record.getTTL()).isEqualTo(5));
  }

  @Test
  void negativeAnswersCarryTheSoa() {
    Reply nameError = ask("nothere.atoll.test.", Type.A, BRITISH);
    assertThat(nameError.rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(nameError.authority()).extracting(Record::getType).containsExactly(Type.SOA);
    Reply emptyNonTerminal = ask("deep.atoll.test.", Type.A, BRITISH);
    assertThat(emptyNonTerminal.rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(emptyNonTerminal.authority()).extracting(Record::getType).containsExactly(Type.SOA);
  }

  @Test
  void otherZonesClassesAndTransfersAreRefused() {
    assertThat(ask("example.org.", Type.A, BRITISH).rcode()).isEqualTo(Rcode.REFUSED);
    assertThat(ask(".", Type.NS, BRITISH).rcode()).isEqualTo(Rcode.REFUSED);
    assertThat(ask("atoll.test.", Type.AXFR, BRITISH).rcode()).isEqualTo(Rcode.REFUSED);
    assertThat(ask("atoll.test.", Type.IXFR, BRITISH).rcode()).isEqualTo(Rcode.REFUSED);
    assertThat(
            answerer
                .reply(query("version.bind.", Type.TXT, DClass.CHAOS, 0, null), BRITISH)
                .rcode())
        .isEqualTo(Rcode.REFUSED);
  }

  @Test
  void anyTypeIsAnsweredWithOneSet() {
    answerer.follow(Tables.allUp(1));
    assertThat(addresses(ask("www.atoll.test.", Type.ANY, BRITISH)))
        .containsExactly("127.0.2.1", "127.0.2.2");
    assertThat(ask("atoll.test.", Type.ANY, BRITISH).answer())
        .extracting(Record::getType)
        .containsOnly(Type.NS);
  }

  @Test
  void httpsRecordsHintAtTheEdgesOfTheRegionWhoseAddressesAreGiven() {
    answerer.follow(Tables.allUp(1));
    assertThat(addresses(ask("www.atoll.test.", Type.HTTPS, BRITISH)))
        .containsExactly("1 . alpn=h2 ipv4hint=127.0.2.1,127.0.2.2");
    assertThat(addresses(ask("www.atoll.test.", Type.HTTPS, JAPANESE)))
        .containsExactly("1 . alpn=h2 ipv4hint=127.0.3.1,127.0.3.2");
  }

  @ParameterizedTest
  @CsvSource({
    // Aliases are followed within the zone, routed names included; outside, the client asks again.
    "alias,      A,    NOERROR,  1, www.atoll.test. 127.0.2.1 127.0.2.2",
    "alias2,     A,    NOERROR,  1, alias.atoll.test. www.atoll.test. 127.0.2.1 127.0.2.2",
    "alias,      MX,   NOERROR,  0, www.atoll.test.",
    "still,      AAAA, NOERROR,  0, six.atoll.test. 2001:db8:0:0:0:0:0:1",
    "outside,    A,    NOERROR,  0, www.example.org.",
    "dangling,   A,    NXDOMAIN, 0, nothere.atoll.test.",
    "service,    HTTPS, NOERROR, 0, 0 www.atoll.test.",
    "a.wild,     TXT,  NOERROR,  0, '\"found\"'",
    "a.wild,     A,    NOERROR,  0, ''",
    "x.y.also,   A,    NOERROR,  1, www.atoll.test. 127.0.2.1 127.0.2.2",
    "ada.customers, A, NOERROR,  1, 127.0.2.1 127.0.2.2",
    "sub,        DS,   NOERROR,  0, ''"
  })
  void everyKindOfNameHasItsAnswer(
      String label, String type, String rcode, int routed, String data) {
    answerer.follow(Tables.allUp(1));
    String name = label + ".Atoll.test.";
    Reply reply = ask(name, Type.value(type), BRITISH);
    assertThat(Rcode.string(reply.rcode())).isEqualTo(rcode);
    assertThat(String.join(" ", addresses(reply))).isEqualTo(data);
    assertThat(reply.authoritative()).isTrue();
    if (!reply.answer().isEmpty()) {
      assertThat(reply.answer().getFirst().getName()).hasToString(name);
    }
    assertThat(
            meters.find("atoll_dns_routed_answers_total").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum())
        .isEqualTo(routed);
  }

  @Test
  void aCircleOfAliasesEnds() {
    assertThat(ask("circle.atoll.test.", Type.A, BRITISH).answer()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"sub, NS", "sub, A", "x.sub, A", "ns.sub, A", "x.y.sub, DS"})
  void aDelegatedNameIsReferred(String label, String type) {
    Reply reply = ask(label + ".atoll.test.", Type.value(type), BRITISH);
    assertThat(reply.authoritative()).isFalse();
    assertThat(reply.answer()).isEmpty();
    assertThat(reply.authority())
        .extracting(Record::rdataToString)
        .containsExactlyInAnyOrder("ns.sub.atoll.test.", "ns.example.org.");
    assertThat(reply.additional())
        .extracting(record -> record.getName() + " " + record.rdataToString())
        .containsExactly("ns.sub.atoll.test. 192.0.2.53");
  }

  @Test
  void severalZonesAreAnsweredForAndTheNearestApexWins() {
    answerer.replace(
        List.of(
            other("example.org.", "www", "192.0.2.10"),
            other("sub.atoll.test.", "www", "192.0.2.11"),
            other("safe.atoll.test.", "www", "192.0.2.12")));
    assertThat(addresses(ask("www.example.org.", Type.A, BRITISH))).containsExactly("192.0.2.10");
    assertThat(addresses(ask("www.sub.atoll.test.", Type.A, BRITISH)))
        .containsExactly("192.0.2.11");
    assertThat(ask("no.sub.atoll.test.", Type.A, BRITISH).authority())
        .extracting(record -> record.getName().toString())
        .containsExactly("sub.atoll.test.");
    assertThat(ask("no.atoll.test.", Type.A, BRITISH).rcode()).isEqualTo(Rcode.NXDOMAIN);
    // The parent has the keys, also where one server has both zones.
    assertThat(ask("safe.atoll.test.", Type.DS, BRITISH).answer()).hasSize(1);
  }

  @Test
  void aZoneThatIsReplacedIsAnsweredByItsNewRecordsAtOnce() {
    answerer.replace(List.of(other("atoll.test.", "fresh", "192.0.2.20")));
    assertThat(addresses(ask("fresh.atoll.test.", Type.A, BRITISH))).containsExactly("192.0.2.20");
    assertThat(ask("six.atoll.test.", Type.AAAA, BRITISH).rcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  private static Served other(String apex, String name, String address) {
    ZoneConfig config =
        new ZoneConfig(
            Name.fromConstantString(apex),
            Optional.empty(),
            List.of(Zones.host("ns", "192.0.2.53")),
            List.of(),
            List.of(Zones.host(name, address)),
            ZoneConfig.TTL_DEFAULT,
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Optional.empty());
    return new Served(new ZoneLoader(config).load(), null);
  }

  @Test
  void aDrainedRegionsUsersMoveOnAsTimePasses() {
    AtomicLong nanos = new AtomicLong();
    Answerer gradual =
        new Answerer(
            LOCATOR,
            Tables.EU_WEST,
            new RegionMeters(meters),
            RoutingRules.of(Zones.rules().policies(), Duration.ofSeconds(100)),
            nanos::get);
    gradual.replace(List.of(new Served(Zones.test(), null)));
    gradual.follow(Tables.allUp(1));
    gradual.follow(Tables.with(2, Map.of(Tables.EU_WEST, RegionState.DRAINED)));
    Explainer explainer = new Explainer(gradual);
    int before = 0;
    for (int second : List.of(0, 50, 99, 100, 101)) {
      nanos.set(Duration.ofSeconds(second).toNanos());
      gradual.advance();
      int moved = 0;
      for (int i = 0; i < 200; i++) {
        InetAddress client = InetAddress.ofLiteral("81.2.%d.1".formatted(i));
        Query query = query("www.atoll.test.", Type.A, DClass.IN, 0, null);
        moved += addresses(gradual.reply(query, client)).contains("127.0.2.1") ? 0 : 1;
      }
      assertThat(moved).as("at %d s", second).isBetween(2 * second - 30, 2 * second + 30);
      assertThat(moved).isGreaterThanOrEqualTo(before);
      before = moved;
      JsonArray moves = explainer.explain("www.atoll.test", "81.2.69.0/24").getJsonArray("moves");
      assertThat(moves.isEmpty()).isEqualTo(second >= 100);
      if (second == 50) {
        // What is left of the pace, its last second, and the TTL of the last answer, which was
        // given when this was looked at last.
        assertThat(moves.getJsonObject(0).getLong("done-in-seconds")).isEqualTo(50 + 1 + 5);
      }
    }
    assertThat(before).isEqualTo(200);
  }

  @Test
  void clientsAreLocatedByNewGeoDataAtOnce() {
    answerer.follow(Tables.allUp(1));
    assertThat(addresses(ask("www.atoll.test.", Type.A, BRITISH))).contains("127.0.2.1");
    Prefixes<Coordinates> moved =
        new Prefixes<>(
            List.of(
                new Prefixes.Entry<>(Network.parse("81.2.69.0/24"), place(Tables.AP_NORTHEAST))));
    answerer.relocate(new Locator(moved, GeoDatabase.bundled()));
    assertThat(addresses(ask("www.atoll.test.", Type.A, BRITISH))).contains("127.0.3.1");
    assertThat(
            new Explainer(answerer)
                .explain("www.atoll.test", "81.2.69.0/24")
                .getJsonObject("place")
                .getString("source"))
        .isEqualTo("override");
  }

  @Test
  void regionsGivenAreCounted() {
    answerer.follow(Tables.allUp(1));
    ask("www.atoll.test.", Type.A, BRITISH);
    ask("api.atoll.test.", Type.A, BRITISH);
    ask("www.atoll.test.", Type.AAAA, BRITISH);
    assertThat(
            meters.get("atoll_dns_routed_answers_total").tag("given", "eu-west").counter().count())
        .isEqualTo(2);
  }

  @Test
  void explainSaysWhereTheClientIsAndWhyOthersAreNotGiven() {
    answerer.follow(Tables.with(7, Map.of(Tables.EU_WEST, RegionState.DRAINED)));
    JsonObject explained = new Explainer(answerer).explain("www.atoll.test", "81.2.69.0/24");
    assertThat(explained.getString("kind")).isEqualTo("routed");
    assertThat(explained.getString("version")).isEqualTo("7");
    assertThat(explained.getString("basis")).isEqualTo("health");
    assertThat(explained.getInteger("scope")).isBetween(8, 24);
    assertThat(explained.getJsonObject("place").getString("name")).isEqualTo("GB");
    assertThat(explained.getJsonArray("addresses"))
        .isEqualTo(new JsonArray(List.of("127.0.1.1", "127.0.1.2")));
    JsonArray regions = explained.getJsonArray("regions");
    assertThat(regions.getJsonObject(0).getString("id")).isEqualTo("us-east");
    assertThat(regions.getJsonObject(0).getBoolean("given")).isTrue();
    assertThat(regions.getJsonObject(1).getString("id")).isEqualTo("eu-west");
    assertThat(regions.getJsonObject(1).getString("fitness")).isEqualTo("drained");
    assertThat(regions.getJsonObject(1).getLong("kilometres")).isBetween(400L, 550L);
  }

  private Reply ask(String name, int type, InetAddress from) {
    return answerer.reply(query(name, type, DClass.IN, 0, null), from);
  }

  private static Query query(
      String name, int type, int dnsClass, int id, @Nullable ClientSubnet subnet) {
    Edns edns =
        subnet == null ? null : new Edns(0, 1232, false, false, subnet, null, false, false, false);
    return new Query(new Header(id, 0), Name.fromConstantString(name), type, dnsClass, edns);
  }

  private static ClientSubnet subnet(String text) {
    Network network = Network.parse(text);
    return new ClientSubnet(network.family().number(), network);
  }

  private static List<String> addresses(Reply reply) {
    return reply.answer().stream().map(Record::rdataToString).toList();
  }

  private static Coordinates place(RegionId region) {
    return Routing.NONE.follow(Tables.allUp(1)).home(region).orElseThrow();
  }
}
