package io.atoll.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.atoll.core.region.RegionId;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Eighty Britons ask each second, and eu-west, or those after it, can bear less. */
class ForecastTest {
  private static final Locator LOCATOR =
      new Locator(new Prefixes<>(List.of()), GeoDatabase.bundled());
  private static final RoutingRules UNBOUNDED = bearing(Map.of());

  private final AtomicLong nanos = new AtomicLong();
  private Answerer answerer = answerer(UNBOUNDED);
  private Differ differ = new Differ(answerer);

  private static RoutingRules bearing(Map<RegionId, Integer> capacity) {
    return new RoutingRules(
        Zones.rules().policies(),
        Duration.ZERO,
        Duration.ofMinutes(5),
        capacity,
        Duration.ofMinutes(1));
  }

  private Answerer answerer(RoutingRules rules) {
    Answerer made =
        new Answerer(
            LOCATOR,
            Tables.EU_WEST,
            new RegionMeters(new SimpleMeterRegistry()),
            rules,
            nanos::get);
    made.replace(List.of(new Served(Zones.test(), null)));
    made.follow(Tables.allUp(1));
    return made;
  }

  @BeforeEach
  void begin() {
    tenSeconds();
  }

  private void tenSeconds() {
    for (int i = 0; i < 800; i++) {
      Query query =
          new Query(
              new Header(0, 0),
              Name.fromConstantString("api.atoll.test."),
              Type.A,
              DClass.IN,
              /* edns= */ null);
      answerer.reply(query, InetAddress.ofLiteral("81.2.%d.1".formatted(i % 200)));
    }
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    answerer.advance();
  }

  private JsonObject diff(Map<RegionId, Integer> capacity) {
    return differ.against(bearing(capacity), Policy.NEAREST, LOCATOR);
  }

  private static double moved(JsonObject diff, RegionId from, RegionId to) {
    return diff.getJsonObject("ipv4").getJsonArray("moves").stream()
        .map(JsonObject.class::cast)
        .filter(move -> move.getString("from").equals(from.value()))
        .filter(move -> move.getString("to").equals(to.value()))
        .mapToDouble(move -> move.getDouble("share"))
        .sum();
  }

  @Test
  void whoWouldFindARegionFullGoesOnToTheNext() {
    double all = differ.without("eu-west", "nearest").getJsonObject("ipv4").getDouble("moved");
    JsonObject diff = diff(Map.of(Tables.EU_WEST, 20));
    assertThat(diff.getJsonObject("ipv4").getDouble("moved")).isCloseTo(all * 0.75, within(0.03));
    JsonObject told = diff.getJsonArray("capacity").getJsonObject(0);
    assertThat(told.getString("region")).isEqualTo("eu-west");
    assertThat(told.getInteger("answers-per-second")).isEqualTo(20);
    assertThat(told.getLong("expected")).isBetween(75L, 85L);
    assertThat(told.getInteger("takes-percent")).isBetween(23, 27);
    assertThat(diff.getBoolean("measured")).isTrue();
  }

  @Test
  void whoFindsTheNextOneFullTooGoesOnFurther() {
    JsonObject one = diff(Map.of(Tables.EU_WEST, 20));
    JsonObject both = diff(Map.of(Tables.EU_WEST, 20, Tables.US_EAST, 20));
    assertThat(moved(both, Tables.EU_WEST, Tables.AP_NORTHEAST))
        .isGreaterThan(moved(one, Tables.EU_WEST, Tables.AP_NORTHEAST) + 0.05);
    assertThat(moved(both, Tables.EU_WEST, Tables.US_EAST))
        .isLessThan(moved(one, Tables.EU_WEST, Tables.US_EAST) - 0.05);
  }

  @Test
  void whatARegionCanBearMovesNobody() {
    JsonObject diff = diff(Map.of(Tables.EU_WEST, 90));
    assertThat(diff.getJsonObject("ipv4").getDouble("moved")).isZero();
    assertThat(diff.getJsonArray("capacity").getJsonObject(0).getInteger("takes-percent"))
        .isEqualTo(100);
  }

  @Test
  void aDrainSendsNoMoreToARegionThanItBears() {
    answerer = answerer(bearing(Map.of(Tables.US_EAST, 20)));
    differ = new Differ(answerer);
    tenSeconds();
    JsonObject diff = differ.without("eu-west", "nearest");
    assertThat(moved(diff, Tables.EU_WEST, Tables.AP_NORTHEAST))
        .isGreaterThan(moved(diff, Tables.EU_WEST, Tables.US_EAST));
  }

  @Test
  void whoSpillsOverNowComesBackIfTheRegionBearsMore() {
    answerer = answerer(bearing(Map.of(Tables.EU_WEST, 20)));
    differ = new Differ(answerer);
    tenSeconds();
    tenSeconds();
    assertThat(diff(Map.of(Tables.EU_WEST, 20)).getJsonObject("ipv4").getDouble("moved"))
        .isCloseTo(0, within(0.03));
    JsonObject more = diff(Map.of());
    assertThat(moved(more, Tables.US_EAST, Tables.EU_WEST)).isGreaterThan(0.05);
    assertThat(more.getJsonArray("capacity")).isEmpty();
  }

  @Test
  void beforeAnythingWasMeasuredThatIsSaid() {
    answerer = answerer(UNBOUNDED);
    differ = new Differ(answerer);
    JsonObject diff = diff(Map.of(Tables.EU_WEST, 1));
    assertThat(diff.getBoolean("measured")).isFalse();
    assertThat(diff.getJsonObject("ipv4").getDouble("moved")).isZero();
  }
}
