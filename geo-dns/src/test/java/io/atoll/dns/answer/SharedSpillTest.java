package io.atoll.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.atoll.dns.Zones;
import io.atoll.dns.geo.GeoDatabase;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Prefixes;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.RoutingRules;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.wire.Header;
import io.atoll.dns.wire.Query;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Three name servers, and a region that can bear 30 answers a second of all of them. */
class SharedSpillTest {
  private static final int CAPACITY = 30;
  private static final int CLIENTS = 200;
  private static final Duration HEARD_FOR = Duration.ofSeconds(45);
  private static final Locator LOCATOR =
      new Locator(new Prefixes<>(List.of()), GeoDatabase.bundled());

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final List<Server> servers = new ArrayList<>();

  /** One of them, with the meters that show what it knows. */
  private record Server(String name, Answerer answerer, SimpleMeterRegistry meters) {
    /** Which percent of clients are sent to eu-west, of this many questions. */
    double ask(int questions) {
      int kept = 0;
      for (int i = 0; i < questions; i++) {
        Query query =
            new Query(
                new Header(0, 0),
                Name.fromConstantString("api.atoll.test."),
                Type.A,
                DClass.IN,
                /* edns= */ null);
        InetAddress client = InetAddress.ofLiteral("81.2.%d.1".formatted(i % CLIENTS));
        String given = answerer.reply(query, client).answer().getFirst().rdataToString();
        kept += given.startsWith("127.0.2.") ? 1 : 0;
      }
      return 100.0 * kept / questions;
    }

    int share() {
      return answerer.spill().shares().getOrDefault(Tables.EU_WEST, 100);
    }

    JsonObject explained() {
      return new Explainer(answerer).explain("api.atoll.test", "81.2.69.160");
    }

    JsonObject euWest() {
      return explained().getJsonArray("regions").stream()
          .map(JsonObject.class::cast)
          .filter(region -> region.getString("id").equals("eu-west"))
          .findFirst()
          .orElseThrow();
    }
  }

  private Server server(String name, List<String> peers) {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Answerer answerer =
        new Answerer(
            LOCATOR,
            Tables.EU_WEST,
            new RegionMeters(meters),
            new RoutingRules(
                Zones.rules().policies(),
                Duration.ZERO,
                Duration.ofMinutes(5),
                Map.of(Tables.EU_WEST, CAPACITY),
                HEARD_FOR),
            nanos::get);
    answerer.replace(List.of(new Served(Zones.test(), null)));
    answerer.follow(Tables.allUp(1));
    answerer.heard().expect(peers);
    Server server = new Server(name, answerer, meters);
    servers.add(server);
    return server;
  }

  private void three() {
    server("a", List.of("b", "c"));
    server("b", List.of("a", "c"));
    server("c", List.of("a", "b"));
  }

  /** Each of these hears each of those, as JSON. */
  private static void exchange(List<Server> listeners, List<Server> tellers) {
    for (Server listener : listeners) {
      for (Server teller : tellers) {
        if (!listener.name().equals(teller.name())) {
          JsonObject told = new JsonObject(teller.answerer().report().toJson().encode());
          listener.answerer().heard().hear(teller.name(), teller.name(), Report.read(told));
        }
      }
    }
  }

  /** Each is asked so many questions a second for ten seconds. */
  private void tenSeconds(int... perSecond) {
    for (int i = 0; i < servers.size(); i++) {
      servers.get(i).ask(perSecond[i] * 10);
    }
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    servers.forEach(server -> server.answerer().advance());
  }

  @Test
  void usersSpillOverWhenNoNameServerAloneGivesTooMuchButAllTogetherDo() {
    three();
    tenSeconds(20, 20, 20);
    tenSeconds(20, 20, 20);
    assertThat(servers).allSatisfy(server -> assertThat(server.share()).isEqualTo(100));

    exchange(servers, servers);
    tenSeconds(20, 20, 20);

    assertThat(servers)
        .allSatisfy(server -> {
          assertThat(server.share()).isEqualTo(50);
          assertThat(server.ask(CLIENTS * 2)).isCloseTo(50, within(15.0));
        });
  }

  @Test
  void theyAgreeOnTheShareHoweverUnevenlyTheyAreAskedAndKeepToIt() {
    three();
    for (int i = 0; i < 5; i++) {
      exchange(servers, servers);
      tenSeconds(2, 20, 98);
    }
    assertThat(servers)
        .extracting(Server::share)
        .allSatisfy(share -> assertThat(share).isBetween(20, 30));
    double given = servers.getFirst().answerer().load(Tables.EU_WEST).rate();
    assertThat(given).isCloseTo(CAPACITY, within(8.0));
    // One that comes anew, and has sent everybody there so far, falls in with them.
    Server late = server("d", List.of("a", "b", "c"));
    exchange(servers, servers);
    tenSeconds(2, 20, 98, 0);
    assertThat(late.share()).isCloseTo(servers.getFirst().share(), within(5));
  }

  @Test
  void whoHearsNobodyGoesOnByWhatItHeardLastAndThenByItsOwnAlone() {
    three();
    tenSeconds(20, 20, 20);
    exchange(servers, servers);
    Server deaf = servers.getFirst();
    List<Server> others = servers.subList(1, 3);
    for (int i = 0; i < 4; i++) {
      tenSeconds(20, 20, 20);
      exchange(others, servers);
      assertThat(deaf.share()).isBetween(45, 55);
      assertThat(deaf.answerer().heard().counting()).isEqualTo(2);
    }
    tenSeconds(20, 20, 20);
    exchange(others, servers);
    assertThat(deaf.share()).isEqualTo(100);
    assertThat(deaf.answerer().heard().counting()).isZero();
    assertThat(others)
        .allSatisfy(server -> {
          assertThat(server.answerer().heard().counting()).isEqualTo(2);
          assertThat(server.share()).isLessThan(60);
        });

    assertThat(deaf.explained().getJsonArray("peers").getJsonObject(0))
        .isEqualTo(
            new JsonObject().put("peer", "b").put("heard-seconds-ago", 50L).put("counts", false));
    exchange(servers, servers);
    tenSeconds(20, 20, 20);
    assertThat(deaf.share()).isLessThan(60);
  }

  @Test
  void whatAllOfThemGiveIsSaidByEach() {
    three();
    tenSeconds(20, 4, 6);
    exchange(servers, servers);
    Server server = servers.get(1);
    assertThat(server.euWest().getInteger("capacity-per-second")).isEqualTo(CAPACITY);
    assertThat(server.euWest().getDouble("answers-per-second")).isCloseTo(30, within(0.1));
    assertThat(
            server
                .meters()
                .get("atoll_dns_answers_per_second")
                .tag("given", "eu-west")
                .gauge()
                .value())
        .isCloseTo(30, within(0.1));
    assertThat(server.explained().getJsonArray("peers").getJsonObject(0))
        .isEqualTo(
            new JsonObject().put("peer", "a").put("heard-seconds-ago", 0L).put("counts", true));
    JsonObject diff =
        new Differ(server.answerer())
            .against(
                new RoutingRules(
                    List.of(), Duration.ZERO, HEARD_FOR, Map.of(Tables.EU_WEST, 15), HEARD_FOR),
                Policy.NEAREST,
                LOCATOR);
    JsonObject told = Objects.requireNonNull(diff.getJsonArray("capacity").getJsonObject(0));
    assertThat(told.getLong("expected")).isBetween(28L, 31L);
    assertThat(told.getInteger("takes-percent")).isBetween(48, 52);
  }

  @Test
  void oneThatIsHeardAtTwoAddressesCountsOnce() {
    Server own = server("a", List.of("b", "b too"));
    Server other = server("b", List.of());
    tenSeconds(1, 20);
    Report report = other.answerer().report();
    own.answerer().heard().hear("b", "b", report);
    own.answerer().heard().hear("b too", "b", report);
    assertThat(own.euWest().getDouble("answers-per-second")).isCloseTo(21, within(0.1));
  }
}
