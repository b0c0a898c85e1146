package io.atoll.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionState;
import io.atoll.dns.Zones;
import io.atoll.dns.geo.GeoDatabase;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Prefixes;
import io.atoll.dns.routing.Ramp;
import io.atoll.dns.routing.RoutingRules;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.wire.Header;
import io.atoll.dns.wire.Query;
import io.atoll.dns.zone.RoutedName;
import io.atoll.dns.zone.RoutedTtl;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.dns.zone.ZoneLoader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** What time brings, by a clock of the test's. */
class SteeringOverTimeTest {
  private static final Duration PACE = Duration.ofSeconds(100);
  private static final Duration QUIET_AFTER = Duration.ofMinutes(5);
  private static final Locator LOCATOR =
      new Locator(new Prefixes<>(List.of()), GeoDatabase.bundled());
  private static final String LONDON = "81.2.69.160";

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final long begin = nanos.get();
  private final Answerer answerer = answerer();

  private Answerer answerer() {
    Answerer made =
        new Answerer(
            LOCATOR,
            Tables.EU_WEST,
            new RegionMeters(meters),
            new RoutingRules(
                List.of(),
                PACE,
                QUIET_AFTER,
                Map.of(Tables.EU_WEST, 10),
                RoutingRules.HEARD_FOR_DEFAULT),
            nanos::get);
    made.replace(List.of(new Served(new ZoneLoader(zone()).load(), null)));
    return made;
  }

  private static ZoneConfig zone() {
    return new ZoneConfig(
        Zones.APEX,
        Optional.empty(),
        List.of(Zones.host("ns", "192.0.2.53")),
        List.of(new RoutedName("www")),
        List.of(),
        new RoutedTtl(Duration.ofSeconds(5), Duration.ofSeconds(60)),
        Duration.ofMinutes(5),
        Duration.ofSeconds(30),
        Optional.empty());
  }

  private void at(int second) {
    nanos.set(begin + Duration.ofSeconds(second).toNanos());
    answerer.advance();
  }

  private static Record ask(Answerer answerer, String from) {
    Query query =
        new Query(
            new Header(0, 0), Name.fromConstantString("www.atoll.test."), Type.A, DClass.IN, null);
    return answerer.reply(query, InetAddress.ofLiteral(from)).answer().getFirst();
  }

  private double keptBy(RegionId region) {
    return meters.get("atoll_dns_kept_seconds").tag("given", region.value()).gauge().value();
  }

  private long ttl() {
    return ask(answerer, LONDON).getTTL();
  }

  @Test
  void answersAreKeptForLongerWhenNothingHasChangedForAWhileAndNotWhenSomethingDoes() {
    answerer.follow(Tables.allUp(1));
    assertThat(ttl()).isEqualTo(5);
    at(299);
    assertThat(ttl()).isEqualTo(5);
    at(300);
    assertThat(ttl()).isEqualTo(60);
    assertThat(new Explainer(answerer).explain("www.atoll.test", LONDON).getLong("ttl"))
        .isEqualTo(60);
    answerer.follow(Tables.with(2, Map.of(Tables.US_EAST, RegionState.DRAINED)));
    assertThat(ttl()).isEqualTo(5);
    at(599);
    assertThat(ttl()).isEqualTo(5);
    at(600);
    assertThat(ttl()).isEqualTo(60);
  }

  @Test
  void aRegionIsLeftWhenTheLastAnswerThatNamedItHasRunOut() {
    answerer.follow(Tables.allUp(1));
    at(300);
    ttl();
    at(301);
    // That answer may be kept for a minute since it was seen to have been given.
    assertThat(answerer.kept(Tables.EU_WEST)).isEqualTo(Duration.ofSeconds(60));
    answerer.follow(Tables.with(2, Map.of(Tables.EU_WEST, RegionState.DOWN)));
    at(310);
    assertThat(ask(answerer, LONDON).rdataToString()).isEqualTo("127.0.1.1");
    assertThat(answerer.kept(Tables.EU_WEST)).isEqualTo(Duration.ofSeconds(51));
    assertThat(keptBy(Tables.EU_WEST)).isEqualTo(51);
    at(311);
    assertThat(answerer.kept(Tables.US_EAST)).isEqualTo(Duration.ofSeconds(5));
    assertThat(keptBy(Tables.US_EAST)).isEqualTo(5);
    at(361);
    for (RegionId region : List.of(Tables.EU_WEST, Tables.US_EAST)) {
      assertThat(answerer.kept(region)).isZero();
      assertThat(keptBy(region)).isZero();
    }
  }

  @Test
  void afterAStartAnswersOfTheProcessBeforeMayStillBeKept() {
    answerer.follow(Tables.with(1, Map.of(Tables.EU_WEST, RegionState.DRAINED)));
    at(1);
    assertThat(answerer.kept(Tables.EU_WEST)).isEqualTo(Duration.ofSeconds(4));
    at(5);
    assertThat(answerer.kept(Tables.EU_WEST)).isZero();
  }

  @Test
  void aServerThatStartsAgainGoesOnMovingUsersFromWhereTheyWere() {
    answerer.follow(Tables.allUp(1));
    answerer.follow(Tables.with(2, Map.of(Tables.EU_WEST, RegionState.DRAINED)));
    at(50);
    Ramp saved = answerer.ramp();
    Answerer again = answerer();
    again.resume(saved);
    again.follow(Tables.with(2, Map.of(Tables.EU_WEST, RegionState.DRAINED)));
    int left = 0;
    for (int i = 0; i < 200; i++) {
      String client = "81.2.%d.1".formatted(i);
      Record before = ask(answerer, client);
      assertThat(ask(again, client)).isEqualTo(before);
      left += before.rdataToString().equals("127.0.2.1") ? 1 : 0;
    }
    assertThat(left).isBetween(70, 130);
  }

  @Test
  void usersSpillOverFromARegionThatHasMoreThanItCanBear() {
    answerer.follow(Tables.allUp(1));
    askAll(4);
    at(10);
    // 800 in 10 seconds, of which it can bear 10 a second.
    int kept = askAll(1);
    assertThat(kept).isBetween(10, 40);
    assertThat(new Explainer(answerer).explain("www.atoll.test", LONDON).toString())
        .contains("\"full-beyond-percent\":12");
    at(30);
    // Nobody asked but those few, so all may come again.
    assertThat(askAll(1)).isEqualTo(200);
  }

  private int askAll(int times) {
    int kept = 0;
    for (int i = 0; i < 200 * times; i++) {
      Record given = ask(answerer, "81.2.%d.1".formatted(i % 200));
      kept += given.rdataToString().equals("127.0.2.1") ? 1 : 0;
    }
    return kept;
  }
}
