package io.atoll.dns.answer;

import static io.atoll.dns.answer.Queries.addresses;
import static io.atoll.dns.answer.Queries.query;
import static io.atoll.dns.answer.Queries.subnet;
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
import io.atoll.dns.routing.Tables;
import io.atoll.dns.wire.ClientSubnet;
import io.atoll.dns.wire.Reply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Routed names: who is sent where, and what they are given. */
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

  private Reply ask(String name, int type, InetAddress from) {
    return answerer.reply(query(name, type), from);
  }

  private static Coordinates place(RegionId region) {
    return Routing.NONE.follow(Tables.allUp(1)).home(region).orElseThrow();
  }
}
