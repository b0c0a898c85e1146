package io.atoll.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.atoll.core.routing.RegionState;
import io.atoll.dns.TestServer;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.routing.Order;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.RoutingRules;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.wire.WireLimits;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DifferTest {
  private final TestServer server = new TestServer(WireLimits.DEFAULT).follow(Tables.allUp(1));
  private final Differ differ = new Differ(server.answerer());

  private static final RoutingRules RULES = RoutingRules.of(List.of(), Duration.ZERO);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theSameTableMovesNobody() {
    JsonObject ipv4 = differ.against(Tables.allUp(1), "nearest").getJsonObject("ipv4");
    assertThat(ipv4).isEqualTo(new JsonObject("{\"moved\":0.0,\"moves\":[]}"));
  }

  @Test
  void withoutARegionItsUsersMoveAndNobodyElse() {
    JsonObject diff = differ.without("eu-west", "nearest");
    for (String family : List.of("ipv4", "ipv6")) {
      JsonObject moves = diff.getJsonObject(family);
      double moved =
          moves.getJsonArray("moves").stream()
              .map(JsonObject.class::cast)
              .peek(move -> assertThat(move.getString("from")).isEqualTo("eu-west"))
              .mapToDouble(move -> move.getDouble("share"))
              .sum();
      // Europe, the Middle East and Africa have between a tenth and two thirds of either family.
      assertThat(moved).isBetween(0.1, 0.67);
      assertThat(moves.getDouble("moved")).isCloseTo(moved, within(1e-9));
    }
  }

  @Test
  void whatMovesAwayWithARegionComesBackWithIt() {
    double away = moved(differ.without("ap-northeast", "nearest"));
    server.follow(Tables.with(2, Map.of(Tables.AP_NORTHEAST, RegionState.DRAINED)));
    assertThat(moved(differ.against(Tables.allUp(1), "nearest"))).isCloseTo(away, within(1e-9));
  }

  private static double moved(JsonObject diff) {
    return diff.getJsonObject("ipv4").getDouble("moved");
  }

  @Test
  void aRegionThatIsNotThereIsNamedWithThoseThatAre() {
    assertThatThrownBy(() -> differ.without("mars", "nearest"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mars")
        .hasMessageContaining("eu-west");
  }

  @Test
  void aProposedPolicyMovesThoseWhoPreferAnotherRegionByIt() {
    Locator places = server.answerer().locator();
    Policy same = Policy.of("nearest", new Order.Nearest(Map.of()), List.of());
    assertThat(moved(differ.against(RULES, same, places))).isZero();
    Policy home = Policy.of("new", new Order.Failover(List.of(Tables.EU_WEST)), List.of());
    JsonObject ipv4 = differ.against(RULES, home, places).getJsonObject("ipv4");
    assertThat(ipv4.getDouble("moved")).isBetween(0.1, 0.9);
    assertThat(ipv4.getJsonArray("moves"))
        .allSatisfy(move -> assertThat(((JsonObject) move).getString("to")).isEqualTo("eu-west"));
  }
}
