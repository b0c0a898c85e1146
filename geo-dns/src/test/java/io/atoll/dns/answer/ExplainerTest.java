package io.atoll.dns.answer;

import static io.atoll.dns.answer.Queries.addresses;
import static io.atoll.dns.answer.Queries.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.routing.RegionState;
import io.atoll.dns.Zones;
import io.atoll.dns.geo.GeoDatabase;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Prefixes;
import io.atoll.dns.routing.RoutingRules;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.wire.Query;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Type;

/** What people are told of an answer. */
class ExplainerTest {
  private static final Locator LOCATOR =
      new Locator(new Prefixes<>(List.of()), GeoDatabase.bundled());

  @Test
  void aDrainedRegionsUsersMoveOnAsTimePasses() {
    AtomicLong nanos = new AtomicLong();
    Answerer gradual =
        new Answerer(
            LOCATOR,
            Tables.EU_WEST,
            new RegionMeters(new SimpleMeterRegistry()),
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
        Query query = query("www.atoll.test.", Type.A);
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

  @ParameterizedTest
  @CsvSource({
    "www.atoll.test,     routed, true, nearest",
    "shares.atoll.test,  routed, true, shares",
    "alias2.atoll.test,  'an alias of www.atoll.test., which is routed', true, nearest",
    "outside.atoll.test, 'an alias of www.example.org., which is outside every zone: refused', false, nearest",
    "circle.atoll.test,  an alias without end, false, nearest",
    "six.atoll.test,     no addresses, false, nearest",
    "many.atoll.test,    static, false, nearest",
    "x.sub.atoll.test,   delegated at sub.atoll.test., false, nearest",
    "no.atoll.test,      no such name, false, nearest",
    "example.org,        'outside every zone: refused', false, nearest"
  })
  void explainSaysWhatANameIsAndWhatAliasesLeadTo(
      String name, String kind, boolean routed, String policy) {
    JsonObject explained = new Explainer(answerer()).explain(name, "81.2.69.0/24");
    assertThat(explained.getString("kind")).isEqualTo(kind);
    assertThat(explained.getBoolean("routed")).isEqualTo(routed);
    assertThat(explained.getString("policy")).isEqualTo(policy);
  }

  private static Answerer answerer() {
    Answerer answerer =
        new Answerer(
            LOCATOR,
            Tables.EU_WEST,
            new RegionMeters(new SimpleMeterRegistry()),
            Zones.rules(),
            System::nanoTime);
    answerer.replace(List.of(new Served(Zones.test(), null)));
    return answerer;
  }

  @Test
  void explainSaysWhereTheClientIsAndWhyOthersAreNotGiven() {
    Answerer answerer = answerer();
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
}
